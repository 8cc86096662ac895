/** Whether docs/access-matrix.md is to be written anew instead of compared. */
export const renews = (): boolean => process.env[renewSetting] === 'yes';

export const renewSetting = 'HOSTERIZER_TEST_RENEW_MATRIX';

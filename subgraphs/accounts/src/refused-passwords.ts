/** Passwords that are long enough and still among the first that are tried. */

/** The commonest of leaked passwords and what people lengthen to twelve characters, without digits and marks around. */
const common = new Set(
  `password passwort passphrase qwertyuiop qwertz azerty iloveyou ilovemyself letmein welcome sunshine princess
   football baseball basketball superman batman spiderman dragon monkey shadow master mustang michael jennifer jessica
   charlie liverpool arsenal chelsea manchester manchesterunited realmadrid barcelona starwars pokemon minecraft
   whatever trustno computer internet samsung google facebook administrator adminadmin admin root user guest login
   changeme changemenow changethis defaultpassword mypassword newpassword yourpassword secret topsecret supersecret
   temporary unbelievable abcdefg hosterizer correcthorsebatterystaple opensesame testtest test testing
   hello helloworld hellohello freedom summer winter spring autumn january february september october november december
   monday friday company business qazwsxedc qazwsxedcrfv zaqxswcde qweasdzxc qwertyasdfgh asdfasdf`.split(
    /\s+/,
  ),
);

/** What fingers run along, forwards; they run backwards too. */
const tracks = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
].flatMap((track) => [track, [...track].reverse().join('')]);
/** Columns of the keyboard, from which 1q2w3e4r5t6y is made. */
const columns = ['1q2w3e4r5t6y7u8i9o0p', 'q1w2e3r4t5y6u7i8o9p0', '1qaz2wsx3edc4rfv5tgb6yhn7ujm'];

const look: Record<string, string> = {
  '@': 'a',
  '4': 'a',
  '0': 'o',
  '1': 'i',
  '3': 'e',
  $: 's',
  '5': 's',
  '7': 't',
};

/** Why somebody who guesses would try this early, as a sentence that says what to do; null when they would not. */
export function whyGuessable(password: string, email: string): string | null {
  const lower = password.toLowerCase();
  if (isRepeated(lower) || isSequence(lower))
    return 'This is one pattern over and over. Choose one that does not follow from its first characters.';
  const unit = /^(.+?)\1+$/s.exec(lower)?.[1] ?? lower;
  if (common.has(lettersOf(unit)))
    return 'This is one of the passwords that are tried first. Choose one that nobody else has, such as four words.';
  if (isAddress(lower, email.toLowerCase()))
    return 'This is mostly your email address. Choose one that has nothing to do with it.';
  return null;
}

const isRepeated = (text: string) => /^(.{1,4}?)\1{2,}.{0,3}$/s.test(text);

/** Whether hardly anything is left without the runs along the alphabet, the digits and the keyboard. */
function isSequence(text: string): boolean {
  let rest = 0;
  for (let at = 0; at < text.length;) {
    const run = longestRun(text, at);
    if (run < 4) rest += 1;
    at += run < 4 ? 1 : run;
  }
  return rest < 4;
}

function longestRun(text: string, at: number): number {
  const along = (track: string, from: number) => {
    let length = 0;
    while (from >= 0 && at + length < text.length && text[at + length] === track[from + length]) length += 1;
    return length;
  };
  return Math.max(...[...tracks, ...columns].map((track) => along(track, track.indexOf(text[at]!))));
}

/** Without what people put around a word, and with the letters that their digits stand for. */
const lettersOf = (text: string): string =>
  [...text.replace(/^[\d\W_]+|[\d\W_]+$/g, '')]
    .map((character) => look[character] ?? character)
    .filter((character) => /\p{L}/u.test(character))
    .join('');

function isAddress(password: string, email: string): boolean {
  const [local = '', domain = ''] = email.split('@');
  return [email, local, domain, domain.split('.')[0]!]
    .filter((part) => part.length >= 4)
    .some((part) => password.includes(part) && password.replaceAll(part, '').length < 8);
}

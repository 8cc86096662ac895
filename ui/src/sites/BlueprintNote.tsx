import { Alert, Button, Flex } from '@chakra-ui/react';
import type { BlueprintFormFragment, CloudProvider } from '../generated/graphql.ts';
import { providers } from './providers.tsx';

type Props = {
  own: BlueprintFormFragment | null;
  published: BlueprintFormFragment | null;
  cloudProvider: CloudProvider;
  /** The version that has been chosen and is not saved yet. */
  chosen: number | null;
  onChoose: (version: number | null) => void;
};

/** Says that the blueprint has a newer version, or that the site's own is not offered any more. */
export function BlueprintNote({ own, published, cloudProvider, chosen, onChoose }: Props) {
  if (!own) return null;
  const isOld = published !== null && published.number > own.number;
  if (!isOld && own.status !== 'DEPRECATED') return null;
  const fits = isOld && published.cloudProviders.includes(cloudProvider);
  const newer = isOld
    ? `Version ${published.number} of ${published.title} is published${fits ? '.' : `, but not for ${providers[cloudProvider].name}.`}`
    : null;
  const old =
    own.status === 'DEPRECATED'
      ? `Version ${own.number} is not offered any more${own.deprecationReason ? `: ${own.deprecationReason}` : '.'}`
      : null;
  return (
    <Alert.Root
      status={old ? 'warning' : 'info'}
      size="sm"
      alignItems="flex-start"
      role="note"
      aria-label="Version of the blueprint"
    >
      <Alert.Indicator mt="0.5" />
      <Alert.Content gap="1.5">
        {newer && <Alert.Title>{newer}</Alert.Title>}
        {old && <Alert.Description>{old}</Alert.Description>}
        {isOld && published.notes && <Alert.Description>{published.notes}</Alert.Description>}
        {fits && (
          <Flex align="center" gap="3" wrap="wrap">
            {chosen === null ? (
              <Button size="xs" variant="outline" bg="bg.panel" onClick={() => onChoose(published.number)}>
                Use version {published.number}
              </Button>
            ) : (
              <>
                The next deployment after saving builds version {chosen}.
                <Button size="xs" variant="outline" bg="bg.panel" onClick={() => onChoose(null)}>
                  Keep version {own.number}
                </Button>
              </>
            )}
          </Flex>
        )}
      </Alert.Content>
    </Alert.Root>
  );
}

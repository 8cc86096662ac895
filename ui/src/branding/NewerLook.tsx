import { Alert, Button } from '@chakra-ui/react';

/** Somebody else has saved since this form was begun. */
export function NewerLook({ onLoad }: { onLoad: () => Promise<void> }) {
  return (
    <Alert.Root status="warning" size="sm" alignItems="flex-start">
      <Alert.Indicator mt="0.5" />
      <Alert.Content gap="2">
        <Alert.Title>Somebody else has changed the branding meanwhile.</Alert.Title>
        <Alert.Description>
          Nothing was saved. Load theirs to go on from there; what you chose is then gone.
        </Alert.Description>
        <Button
          size="xs"
          variant="outline"
          bg="bg.panel"
          alignSelf="flex-start"
          onClick={() => void onLoad()}
        >
          Load the newer
        </Button>
      </Alert.Content>
    </Alert.Root>
  );
}

import { Box, Grid } from '@chakra-ui/react';
import { Fragment, type ReactNode } from 'react';

/** Names and values in two columns. */
export function Facts({ facts }: { facts: ReadonlyArray<readonly [name: string, value: ReactNode]> }) {
  return (
    <Grid
      as="dl"
      templateColumns="auto minmax(0, 1fr)"
      columnGap="6"
      rowGap="2"
      textStyle="sm"
      alignItems="baseline"
    >
      {facts.map(([name, value]) => (
        <Fragment key={name}>
          <Box as="dt" color="fg.muted">
            {name}
          </Box>
          <Box as="dd" textAlign="end" minW="0" overflowWrap="anywhere">
            {value}
          </Box>
        </Fragment>
      ))}
    </Grid>
  );
}

import { Box, chakra } from '@chakra-ui/react';
import type { Mode, Palette } from '@hosterizer/kit/palette';
import { LuCheck, LuX } from 'react-icons/lu';
import { ratiosOf } from './look.ts';

/** The contrasts in one mode as numbers, each with what it has to be. */
export function Ratios({ mode, palette }: { mode: Mode; palette: Palette }) {
  return (
    <chakra.table flex="1" textStyle="xs" css={{ borderCollapse: 'collapse' }}>
      <chakra.caption textAlign="start" fontWeight="medium" pb="1">
        Contrast on {mode} pages
      </chakra.caption>
      <tbody>
        {ratiosOf(palette, mode).map(({ what, ratio, least }) => (
          <tr key={what}>
            <chakra.th scope="row" textAlign="start" fontWeight="normal" color="fg.muted" py="0.5">
              {what}
            </chakra.th>
            <chakra.td
              textAlign="end"
              fontVariantNumeric="tabular-nums"
              whiteSpace="nowrap"
              title={`At least ${least} : 1`}
            >
              {(Math.floor(ratio * 100) / 100).toFixed(2)} : 1{' '}
              <Box
                as="span"
                display="inline-block"
                verticalAlign="-2px"
                color={ratio >= least ? 'green.fg' : 'fg.error'}
              >
                {ratio >= least ? <LuCheck aria-label="enough" /> : <LuX aria-label="too little" />}
              </Box>
            </chakra.td>
          </tr>
        ))}
      </tbody>
    </chakra.table>
  );
}

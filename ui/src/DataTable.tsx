import { Box, Button, HStack, Skeleton, Table, Text } from '@chakra-ui/react';
import type { ReactNode } from 'react';
import { LuChevronLeft, LuChevronRight } from 'react-icons/lu';
import { Link } from 'react-router';
import { newestFirst, type PageOrder, type Paging } from './paging.ts';

export type Column<T> = {
  key: string;
  header: string;
  cell: (row: T) => ReactNode;
  width?: string;
  /** A heading for those who do not see the column. */
  hiddenHeader?: boolean;
  /** Left out on screens narrower than this. */
  from?: 'sm' | 'md' | 'lg' | 'xl';
};

type Props<T> = {
  label: string;
  columns: ReadonlyArray<Column<T>>;
  /** Undefined while they load. */
  rows: readonly T[] | undefined;
  /** Where a row leads, through its first cell; without it rows are not links. */
  href?: (row: T) => string;
  paging?: Paging;
  /** In which order the pages go, in words. */
  order?: PageOrder;
  empty?: ReactNode;
};

/** Rows that may link as a whole through the link in their first cell, a sticky head, pages by cursor. */
export function DataTable<T extends { id: string }>(props: Props<T>) {
  const { label, columns, rows, href, paging, order, empty } = props;
  if (rows?.length === 0 && empty && !paging?.isMoved) return <>{empty}</>;
  return (
    <Box>
      <Box overflowX="auto" position="relative" tabIndex={-1}>
        <Table.Root size="sm" bg="transparent" aria-label={label} aria-busy={!rows} tableLayout="fixed">
          <Table.Header>
            <Table.Row bg="transparent">
              {columns.map(({ key, header, hiddenHeader, width, from }) => (
                <Table.ColumnHeader
                  key={key}
                  {...(width && { w: width })}
                  {...(from && { hideBelow: from })}
                  bg="bg.panel"
                  color="fg.muted"
                  textStyle="xs"
                  fontWeight="medium"
                  px="4"
                  position="sticky"
                  top="0"
                >
                  {hiddenHeader ? (
                    <Box as="span" srOnly>
                      {header}
                    </Box>
                  ) : (
                    header
                  )}
                </Table.ColumnHeader>
              ))}
            </Table.Row>
          </Table.Header>
          <Table.Body>
            {rows
              ? rows.map((row) => <Row key={row.id} row={row} columns={columns} href={href?.(row)} />)
              : [0, 1, 2, 3].map((n) => <Ghost key={n} columns={columns} />)}
          </Table.Body>
        </Table.Root>
      </Box>
      {paging && rows && (paging.next || paging.previous) && (
        <Pages paging={paging} {...(order && { order })} />
      )}
    </Box>
  );
}

type RowProps<T> = { row: T; columns: ReadonlyArray<Column<T>>; href: string | undefined };

/** As high as the person likes rows to be, see shell/density. */
const rowHeight = 'var(--row-height, 48px)';

function Row<T>({ row, columns, href }: RowProps<T>) {
  return (
    <Table.Row
      position="relative"
      bg="transparent"
      transition="background 120ms"
      {...(href && { _hover: { bg: 'bg.muted' } })}
      css={{ '&:last-of-type td': { borderBottomWidth: '0' } }}
    >
      {columns.map(({ key, cell, from }, index) => (
        <Table.Cell
          key={key}
          px="4"
          py="1"
          h={rowHeight}
          minW="0"
          overflow="hidden"
          {...(from && { hideBelow: from })}
        >
          {index === 0 && href ? (
            <Box
              asChild
              fontWeight="medium"
              display="block"
              minW="0"
              _after={{ content: '""', position: 'absolute', inset: '0' }}
            >
              <Link to={href}>{cell(row)}</Link>
            </Box>
          ) : (
            cell(row)
          )}
        </Table.Cell>
      ))}
    </Table.Row>
  );
}

function Ghost<T>({ columns }: { columns: ReadonlyArray<Column<T>> }) {
  return (
    <Table.Row bg="transparent">
      {columns.map(({ key, from }, index) => (
        <Table.Cell key={key} px="4" h={rowHeight} {...(from && { hideBelow: from })}>
          <Skeleton h="3.5" w={index === 0 ? '70%' : '50%'} />
        </Table.Cell>
      ))}
    </Table.Row>
  );
}

export function Pages({ paging, order = newestFirst }: { paging: Paging; order?: PageOrder }) {
  return (
    <HStack justify="space-between" px="4" py="2.5" borderTopWidth="1px">
      <Text textStyle="xs" color="fg.muted">
        {order.said}
      </Text>
      <HStack as="nav" aria-label="Pages" gap="2">
        <Button size="xs" variant="outline" disabled={!paging.previous} onClick={() => paging.previous?.()}>
          <LuChevronLeft /> {order.back}
        </Button>
        <Button size="xs" variant="outline" disabled={!paging.next} onClick={() => paging.next?.()}>
          {order.on} <LuChevronRight />
        </Button>
      </HStack>
    </HStack>
  );
}

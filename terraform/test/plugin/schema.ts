/** A provider's schema, in the words of `terraform providers schema -json`. */

export type Type = 'string' | 'number' | 'bool' | 'dynamic' | Collection | ObjectType;
type Collection = ['list' | 'set' | 'map', Type];
type ObjectType = ['object', Record<string, Type>];

export type Attribute = {
  type: Type;
  required?: boolean;
  optional?: boolean;
  computed?: boolean;
  sensitive?: boolean;
};

export type NestedBlock = {
  nesting_mode: 'single' | 'list' | 'set' | 'map';
  block: Block;
  min_items?: number;
  max_items?: number;
};

export type Block = { attributes?: Record<string, Attribute>; block_types?: Record<string, NestedBlock> };

export type ProviderSchema = {
  /** Where Terraform gets the provider from, such as `hashicorp/aws`. */
  source: string;
  /** The version whose schema this is. */
  version: string;
  /** Where the schema was taken from. */
  origin: string;
  provider: Block;
  resources: Record<string, Block>;
  data: Record<string, Block>;
};

/**
 * The syntax tree of expressions (OData 4.01 URL Conventions 5.1.1, ABNF section 4). A tree knows nothing of any model:
 * names are as the client wrote them, operators and functions in lower case.
 */

/** Where in the option's decoded text a node begins and ends. */
export interface Located {
  readonly position: number
  readonly end: number
}

export type LiteralType =
  | 'binary'
  | 'boolean'
  | 'date'
  | 'decimal'
  | 'duration'
  | 'enum'
  | 'geo'
  | 'guid'
  | 'instant'
  | 'integer'
  | 'null'
  | 'string'
  | 'time'

export interface LiteralNode extends Located {
  readonly kind: 'literal'
  readonly type: LiteralType
  /** The value without quotes, escapes and prefix. */
  readonly value: string
  /** As it was written. */
  readonly text: string
}

/** `(1,2)` at the right of `in`, or a JSON array `[1,2]`. */
export interface ListNode extends Located {
  readonly kind: 'list'
  readonly items: readonly Node[]
}

/** A JSON object whose values are expressions. */
export interface ObjectNode extends Located {
  readonly kind: 'object'
  readonly members: readonly (readonly [name: string, value: Node])[]
}

/** A chain of one logical operator, flat: `a and b and c` is one node. */
export interface LogicalNode extends Located {
  readonly kind: 'logical'
  readonly operator: 'and' | 'or'
  readonly operands: readonly Node[]
}

export type ComparisonOperator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'
export type ArithmeticOperator = 'add' | 'sub' | 'mul' | 'div' | 'divby' | 'mod'
export type BinaryOperator = ComparisonOperator | ArithmeticOperator | 'has' | 'in'

export interface BinaryNode extends Located {
  readonly kind: 'binary'
  readonly operator: BinaryOperator
  readonly left: Node
  readonly right: Node
}

export interface UnaryNode extends Located {
  readonly kind: 'unary'
  readonly operator: 'not' | 'negate'
  readonly operand: Node
}

/** A canonical function, its name in lower case: `contains(a,b)`. */
export interface CallNode extends Located {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly Node[]
}

/** `cast(x,T)` or `isof(x,T)`; without operand it is about the current instance. */
export interface TypeNode extends Located {
  readonly kind: 'type'
  readonly operator: 'cast' | 'isof'
  readonly operand: Node | undefined
  readonly type: string
}

/** `case(condition:value,…)`. */
export interface CaseNode extends Located {
  readonly kind: 'case'
  readonly branches: readonly { readonly when: Node; readonly result: Node }[]
}

/** A path: what it starts at, and where it goes from there. */
export interface PathNode extends Located {
  readonly kind: 'path'
  readonly segments: readonly Segment[]
}

export type Node =
  | BinaryNode
  | CallNode
  | CaseNode
  | ListNode
  | LiteralNode
  | LogicalNode
  | ObjectNode
  | PathNode
  | TypeNode
  | UnaryNode

/** A property, a lambda variable, or (with dots) a type. */
export interface NameSegment extends Located {
  readonly kind: 'name'
  readonly name: string
}

/** `$it`, `$this`, `$root` or `$these`, only at the start. */
export interface VariableSegment extends Located {
  readonly kind: 'variable'
  readonly name: string
}

/** `@name`: a parameter alias or, with dots or after another segment, an annotation. */
export interface AtSegment extends Located {
  readonly kind: 'at'
  readonly name: string
}

/** A function of a service: `Model.BestProduct(color='green')`. */
export interface FunctionSegment extends Located {
  readonly kind: 'function'
  readonly name: string
  readonly parameters: readonly NamedValue[]
}

/** A key predicate: `(1)` or `(a=1,b=2)`. */
export interface KeySegment extends Located {
  readonly kind: 'key'
  readonly values: readonly NamedValue[]
}

export interface NamedValue extends Located {
  /** Absent for a simple key. */
  readonly name: string | undefined
  readonly value: Node
}

/** `$count`, possibly of a part: `$count($filter=…;$search=…)`. */
export interface CountSegment extends Located {
  readonly kind: 'count'
  readonly filter: Node | undefined
  readonly search: SearchNode | undefined
}

/** `$filter(…)` within a path. */
export interface FilterSegment extends Located {
  readonly kind: 'filter'
  readonly predicate: Node
}

/** `any(x:…)`, `any()` or `all(x:…)`. */
export interface LambdaSegment extends Located {
  readonly kind: 'lambda'
  readonly operator: 'any' | 'all'
  readonly variable: string | undefined
  readonly predicate: Node | undefined
}

/** `aggregate(…)` at the end of a path (OData Aggregation 4.01); its content is not interpreted. */
export interface AggregateSegment extends Located {
  readonly kind: 'aggregate'
}

export type Segment =
  | AggregateSegment
  | AtSegment
  | CountSegment
  | FilterSegment
  | FunctionSegment
  | KeySegment
  | LambdaSegment
  | NameSegment
  | VariableSegment

/** One key of `$orderby`. */
export interface OrderItem extends Located {
  readonly expression: Node
  readonly descending: boolean
}

/** One definition of `$compute`. */
export interface ComputeItem extends Located {
  readonly expression: Node
  readonly name: string
}

/** A term of `$search`, or a combination of terms. */
export type SearchNode =
  | ({ readonly kind: 'term'; readonly text: string } & Located)
  | ({ readonly kind: 'not'; readonly operand: SearchNode } & Located)
  | ({ readonly kind: 'and' | 'or'; readonly operands: readonly SearchNode[] } & Located)

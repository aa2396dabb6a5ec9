import { type Property, type ServiceModel, serviceOf } from '../model.ts'
import { TestService } from './service.ts'

const text = (name: string, nullable = false): Property => ({
  kind: 'primitive',
  name,
  column: name,
  nullable,
  type: 'Edm.String',
})

/** A model that has nothing to do with assistants: every type, and columns that are not called as their properties. */
export const shop: ServiceModel = serviceOf({
  namespace: 'Shop',
  container: 'Store',
  sets: {
    Products: {
      name: 'Products',
      table: 'shop_products',
      entityType: 'Product',
      description: 'What is sold.',
      key: 'Code',
      record: undefined,
      properties: [
        { ...text('Code'), column: 'code', description: 'Its number, "as printed" <here> & there.' },
        { ...text('Name', true), column: 'name' },
        { ...text('CategoryCode', true), column: 'category' },
        {
          kind: 'enum',
          name: 'Colour',
          column: 'colour',
          nullable: true,
          type: 'Shop.Colour',
          members: ['red', 'green'],
        },
        { kind: 'primitive', name: 'Price', column: 'price', nullable: false, type: 'Edm.Decimal' },
        { kind: 'primitive', name: 'Weight', column: 'weight', nullable: true, type: 'Edm.Double' },
        { kind: 'primitive', name: 'Stock', column: 'stock', nullable: false, type: 'Edm.Int32' },
        { kind: 'primitive', name: 'Sold', column: 'sold', nullable: false, type: 'Edm.Int64' },
        { kind: 'primitive', name: 'Available', column: 'available', nullable: true, type: 'Edm.Boolean' },
        { kind: 'primitive', name: 'Released', column: 'released', nullable: true, type: 'Edm.Date' },
        {
          kind: 'primitive',
          name: 'Changed',
          column: 'changed',
          nullable: false,
          type: 'Edm.DateTimeOffset',
        },
        { kind: 'primitive', name: 'Lead', column: 'lead_time', nullable: true, type: 'Edm.Duration' },
        { kind: 'primitive', name: 'Opens', column: 'opens', nullable: true, type: 'Edm.TimeOfDay' },
        { kind: 'primitive', name: 'Image', column: 'image', nullable: true, type: 'Edm.Binary' },
        { kind: 'primitive', name: 'Serial', column: 'serial', nullable: true, type: 'Edm.Guid' },
        {
          kind: 'complex',
          name: 'Size',
          column: 'size',
          nullable: true,
          isNull: "size.unit = ''",
          properties: [
            { kind: 'primitive', name: 'Height', column: 'height', nullable: false, type: 'Edm.Double' },
            { ...text('Unit'), column: 'unit' },
          ],
        },
        { kind: 'collection', name: 'Tags', column: 'tags', nullable: false, element: 'Edm.String' },
        { kind: 'collection', name: 'Grades', column: 'grades', nullable: false, element: 'Edm.Int32' },
        {
          kind: 'collection',
          name: 'Parts',
          column: 'parts',
          nullable: false,
          element: [
            { ...text('Name'), column: 'name' },
            { kind: 'primitive', name: 'Number', column: 'number', nullable: true, type: 'Edm.Int32' },
          ],
        },
      ],
      navigation: [
        {
          name: 'Category',
          target: 'Categories',
          many: false,
          property: 'CategoryCode',
          targetProperty: 'Code',
          partner: 'Products',
        },
        {
          name: 'Orders',
          target: 'Orders',
          many: true,
          property: 'Code',
          targetProperty: 'ProductCode',
          partner: 'Product',
        },
      ],
    },
    Categories: {
      name: 'Categories',
      table: 'shop_categories',
      entityType: 'Category',
      key: 'Code',
      record: undefined,
      properties: [
        { ...text('Code'), column: 'code' },
        { ...text('Title'), column: 'title' },
      ],
      navigation: [
        {
          name: 'Products',
          target: 'Products',
          many: true,
          property: 'Code',
          targetProperty: 'CategoryCode',
          partner: 'Category',
        },
      ],
    },
    Orders: {
      name: 'Orders',
      table: 'shop_orders',
      entityType: 'Order',
      key: 'Number',
      record: 'document',
      properties: [
        { ...text('Number'), column: 'number' },
        { ...text('ProductCode'), column: 'product' },
        { kind: 'primitive', name: 'Amount', column: 'amount', nullable: false, type: 'Edm.Int32' },
      ],
      navigation: [
        {
          name: 'Product',
          target: 'Products',
          many: false,
          property: 'ProductCode',
          targetProperty: 'Code',
          partner: 'Orders',
        },
      ],
    },
  },
})

const tables = [
  `CREATE TABLE shop_products (code String, name Nullable(String), category Nullable(String), colour Nullable(String),
     price Decimal(10, 2), weight Nullable(Float64), stock Int32, sold Int64, available Nullable(Bool),
     released Nullable(Date32), changed DateTime64(3, 'UTC'), lead_time Nullable(Int64), opens Nullable(Int64),
     image Nullable(String), serial Nullable(String), size Tuple(height Float64, unit String), tags Array(String),
     grades Array(Int32), parts Array(Tuple(name String, number Nullable(Int32))), version UInt32)
   ENGINE = ReplacingMergeTree(version) ORDER BY code`,
  `CREATE TABLE shop_categories (code String, title String, version UInt32)
   ENGINE = ReplacingMergeTree(version) ORDER BY code`,
  `CREATE TABLE shop_orders (number String, product String, amount Int32, document String, version UInt32)
   ENGINE = ReplacingMergeTree(version) ORDER BY number`,
  `INSERT INTO shop_products VALUES
   ('A', 'Lamp', 'L', 'red', 19.9, 1.5, 3, 9007199254740993, true, '2024-02-29', '2024-03-01 12:00:00.5', 86400000000,
    45000000000, 'aGk', '005056a5-09b1-1ed3-89bd-fb81372ccb33', (30.5, 'cm'), ['new', 'hot'], [5, 3],
    [('bulb', 1), ('cable', NULL)], 1),
   ('B', 'Dark "lamp"', 'L', 'green', 5, NULL, 0, 7, false, NULL, '2024-03-02 00:00:00', NULL, NULL, NULL, NULL,
    (0, ''), [], [], [], 1),
   ('C', NULL, NULL, NULL, 5, -2, -1, 0, NULL, '1969-07-20', '2024-03-01 12:00:00.5', -500000, 0, NULL, NULL,
    (1, 'm'), ['hot'], [4], [('nail', 100)], 1)`,
  `INSERT INTO shop_products (code, name, price, stock, version) VALUES ('A', 'Old lamp', 1, 1, 0)`,
  `INSERT INTO shop_categories VALUES ('L', 'Light', 1), ('E', 'Empty', 1)`,
  `INSERT INTO shop_orders VALUES
   ('1', 'A', 2, '{"Number":"1","ProductCode":"A","Amount":2,"Note":"gift"}', 1),
   ('2', 'A', 1, '{"Number":"2","ProductCode":"A","Amount":1,"Note":null}', 1),
   ('3', 'C', 5, '{"Number":"3","ProductCode":"C","Amount":5,"Note":null}', 1)`,
]

/** The shop over a few rows in a real engine. */
export function shopService(): TestService {
  const service = new TestService(shop)
  for (const sql of tables) service.session.query(sql)
  return service
}

import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { schemaOf } from './csdl.ts'
import { dataService } from './data-service.ts'
import { flatService } from './flat-model.ts'
import { metadataJson } from './metadata-json.ts'
import { metadataXml } from './metadata-xml.ts'
import { publishedCases, publishedPath } from './testing/published-cases.ts'
import { shop } from './testing/shop.ts'

const services = { data: dataService, flat: flatService(dataService), shop, flatShop: flatService(shop) }

describe('$metadata as XML', () => {
  test('is what its readers need and nothing more', () => {
    const xml = metadataXml(dataService)
    expect(xml).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<edmx:Edmx xmlns:edmx="http:\/\/docs\.oasis-open\.org\/odata\/ns\/edmx" Version="4\.0">/,
    )
    expect(xml).toContain('<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace="Debrief">')
    expect(xml).toContain(
      '<EntityType Name="interaction" OpenType="true"><Key><PropertyRef Name="id"/></Key><Property Name="actor" Type="Edm.String" Nullable="false">',
    )
    expect(xml).toContain(
      '<Property Name="created_time" Type="Edm.DateTimeOffset" Nullable="false" Precision="3">',
    )
    expect(xml).toContain('<Property Name="detail" Type="Debrief.interaction_detail"><Annotation')
    expect(xml).toContain('<Property Name="file_types" Type="Collection(Edm.String)" Nullable="false">')
    expect(xml).toContain(
      '<Property Name="external_ids" Type="Collection(Debrief.user_external_ids)" Nullable="false">',
    )
    expect(xml).toContain(
      '<NavigationProperty Name="parent" Type="Debrief.interaction" Partner="replies">' +
        '<ReferentialConstraint Property="parent_interaction_id" ReferencedProperty="id"/>' +
        '<Annotation Term="Org.OData.Core.V1.Description" String="What it answers or reacts to; it may be missing."/></NavigationProperty>',
    )
    expect(xml).toContain(
      '<NavigationProperty Name="user" Type="Debrief.user" Nullable="false" Partner="interactions">',
    )
    expect(xml).toContain(
      '<NavigationProperty Name="plugin_calls" Type="Collection(Debrief.plugin_call)" Partner="interaction">',
    )
    expect(xml).toContain(
      '<EntitySet Name="plugin_calls" EntityType="Debrief.plugin_call"><NavigationPropertyBinding Path="conversation" Target="conversations"/>',
    )
    expect(xml).toContain('<ComplexType Name="interaction_detail" OpenType="true">')
    expect(metadataXml(services.flat)).not.toContain('OpenType')
    expect(xml).toContain('<EntityContainer Name="DataApi">')
    expect(xml).not.toMatch(/EnumMember|<Record|<Collection>/)
    expect(metadataXml(dataService, '4.01')).toContain('Version="4.01"')
  })

  test('escapes what people wrote, and has every kind of type', () => {
    const xml = metadataXml(shop)
    expect(xml).toContain('String="Its number, &quot;as printed&quot; &lt;here&gt; &amp; there."')
    expect(xml).toContain(
      '<EnumType Name="Colour"><Member Name="red" Value="0"/><Member Name="green" Value="1"/></EnumType>',
    )
    expect(xml).toContain('<Property Name="Price" Type="Edm.Decimal" Nullable="false" Scale="variable"/>')
    expect(xml).toContain('<ComplexType Name="Product_Size">')
    expect(xml).toContain('<Property Name="Parts" Type="Collection(Shop.Product_Parts)" Nullable="false"/>')
  })

  const xsd = publishedPath('edmx.xsd')
  const xmllint = spawnSync('xmllint', ['--version']).status === 0
  // Needs the published schemas beside the project, and xmllint (Debian: libxml2-utils).
  for (const [name, service] of Object.entries(services))
    test.skipIf(!xsd || !xmllint)(`of ${name} is valid by the schemas of OASIS`, () => {
      for (const version of ['4.0', '4.01'] as const) {
        const { status, stderr } = spawnSync('xmllint', ['--noout', '--nonet', '--schema', xsd!, '-'], {
          input: metadataXml(service, version),
          encoding: 'utf8',
        })
        expect(stderr).toBe('- validates\n')
        expect(status).toBe(0)
      }
    })
})

describe('$metadata as JSON', () => {
  test('says the same', () => {
    const json = metadataJson(dataService) as { Debrief: Record<string, Record<string, unknown>> }
    expect(json).toMatchObject({ $Version: '4.01', $EntityContainer: 'Debrief.DataApi' })
    expect(json.Debrief.plugin_resource).toMatchObject({
      $Kind: 'EntityType',
      $Key: ['id'],
      $OpenType: true,
      cited: { $Type: 'Edm.Boolean' },
      created_time: { $Type: 'Edm.DateTimeOffset', $Precision: 3 },
      plugin_call_id: { $Nullable: true },
      plugin_call: {
        $Kind: 'NavigationProperty',
        $Type: 'Debrief.plugin_call',
        $Nullable: true,
        $Partner: 'plugin_resources',
        $ReferentialConstraint: { plugin_call_id: 'id' },
      },
    })
    expect(json.Debrief.conversation!.id).toEqual({ '@Core.Description': 'Opaque id of the conversation.' })
    expect(json.Debrief.DataApi!.users).toMatchObject({
      $Collection: true,
      $Type: 'Debrief.user',
      $NavigationPropertyBinding: { plugin_calls: 'plugin_calls' },
    })
    expect(metadataJson(shop)).toMatchObject({ Shop: { Colour: { $Kind: 'EnumType', red: 0, green: 1 } } })
  })

  const schema = publishedCases('csdl.schema.json')
  for (const [name, service] of Object.entries(services))
    test.skipIf(!schema)(`of ${name} is valid by the schema of OASIS`, async () => {
      const { Ajv } = await import('ajv')
      // The schema describes annotations by words of its own and annotates what stands beside "$ref".
      const validate = new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(schema!))
      validate(metadataJson(service))
      expect(validate.errors).toBeNull()
    })
})

test('types, properties and sets have names of their own, whatever the case of letters', () => {
  for (const service of Object.values(services)) {
    const { types, enumerations, container, sets } = schemaOf(service)
    const unique = (names: readonly string[]) => {
      for (const name of names) expect(name).toMatch(/^[A-Za-z_]\w{0,127}$/)
      expect(new Set(names.map(name => name.toLowerCase())).size).toBe(names.length)
    }
    unique([...types, ...enumerations, { name: container }].map(({ name }) => name))
    unique(sets.map(({ name }) => name))
    for (const { name, properties, navigation, key } of types) {
      // A property that is called as its type cannot be a class in most languages.
      unique([name, ...properties.map(p => p.name), ...navigation.map(n => n.name)])
      if (key === undefined) expect(navigation).toEqual([])
    }
  }
})

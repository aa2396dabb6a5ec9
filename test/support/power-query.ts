/** What Power Query (Power BI, Excel) sends with every request, from a recorded trace. */
export const POWER_QUERY = {
  'User-Agent': 'Microsoft.Data.Mashup (https://go.microsoft.com/fwlink/?LinkID=304225)',
  MaxDataServiceVersion: '3.0',
  'OData-MaxVersion': '4.0',
  Accept:
    'application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,application/atomsvc+xml;q=0.8,application/atom+xml;q=0.8,application/xml;q=0.7,text/plain;q=0.7',
  'Accept-Encoding': 'gzip, deflate',
} as const

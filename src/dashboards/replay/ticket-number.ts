/**
 * SQL over rows of `plugin_resources`: the number of a ticket. It stands in its address, as `…&number=INC0012345` or at the end;
 * else the resource's id has to do.
 */
export const TICKET_NUMBER = `coalesce(
  nullIf(extract(ifNull(detail.url, ''), '(?i)[?&](?:number|sysparm_number)=([^&#]+)'), ''),
  nullIf(extract(ifNull(detail.url, ''), '/([A-Za-z]+-?[0-9]+)/?$'), ''), resource_id)`

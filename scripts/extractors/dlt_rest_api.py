"""dlt's own REST API source, set up as its documentation says: links from the JSON, an incremental cursor, merge by id.

Environment: SOURCE (…/export/v1/records), KEY, OUT (a folder). What it loaded into DuckDB is written to OUT as NDJSON, in the
end, so that it can be imported and compared.
"""

import json
import os
import sys
from datetime import datetime, timezone
from pathlib import Path

import dlt
import duckdb
from dlt.sources.rest_api import rest_api_source

ENTITIES = ["users", "conversations", "interactions", "plugin-calls", "plugin-resources"]

out = Path(os.environ["OUT"])
out.mkdir(parents=True, exist_ok=True)
database = out / "copy.duckdb"


def resource(entity):
    return {
        "name": entity.replace("-", "_"),
        "primary_key": "id",
        "write_disposition": "merge",
        "max_table_nesting": 0,
        "endpoint": {
            "path": entity,
            "data_selector": "value",
            "params": {
                "$orderby": "id",
                "$filter": "last_updated_time ge '{incremental.start_value}'",
            },
            "incremental": {
                "cursor_path": "last_updated_time",
                "initial_value": "1970-01-01T00:00:00.000Z",
            },
        },
    }


def extract():
    source = rest_api_source(
        {
            "client": {
                "base_url": os.environ["SOURCE"] + "/",
                "auth": {"type": "bearer", "token": os.environ["KEY"]},
                "paginator": {"type": "json_link", "next_url_path": '"@odata.nextLink"'},
            },
            "resources": [resource(entity) for entity in ENTITIES],
        }
    )
    pipeline = dlt.pipeline(
        pipeline_name="extracted",
        pipelines_dir=str(out / "pipelines"),
        destination=dlt.destinations.duckdb(str(database)),
        dataset_name="extracted",
    )
    pipeline.run(source)


def plain(value):
    if isinstance(value, datetime):
        utc = value.astimezone(timezone.utc)
        return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03d}Z"
    if isinstance(value, str) and value[:1] in "{[":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def export():
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = {name for (name,) in connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'extracted'"
        ).fetchall()}
        for entity in ENTITIES:
            with (out / f"{entity}.ndjson").open("w") as file:
                table = entity.replace("-", "_")
                if table not in tables:
                    continue
                rows = connection.execute(f"SELECT * FROM extracted.{table}")
                names = [column[0] for column in rows.description]
                # Its own JSON columns come as text; texts of ours that begin with a bracket are told by the column's type.
                kinds = [str(column[1]) for column in rows.description]
                while found := rows.fetchmany(1000):
                    for row in found:
                        record = {
                            name: plain(value) if kind == "JSON" or not isinstance(value, str) else value
                            for name, kind, value in zip(names, kinds, row)
                            if not name.startswith("_dlt") and value is not None
                        }
                        file.write(json.dumps(record) + "\n")


failed = False
try:
    extract()
except Exception as error:  # A run that fails is told by its exit code; what it loaded before stays.
    print(f"{type(error).__name__}: {str(error)[:300]}", file=sys.stderr)
    failed = True
if database.exists():
    export()
sys.exit(1 if failed else 0)

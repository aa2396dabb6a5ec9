"""dlt's own REST API source, set up as its documentation says, into DuckDB: every record of the Data API once.

Environment: SOURCE (…/export/v1/records), KEY, OUT (a folder), DISPOSITION (merge or append). Writes the rows it loaded to
standard output, as JSON by table.
"""

import json
import os
from pathlib import Path

import dlt
import duckdb
from dlt.sources.rest_api import rest_api_source

ENTITIES = ["users", "conversations", "interactions", "plugin-calls", "plugin-resources"]

out = Path(os.environ["OUT"])
database = out / "copy.duckdb"


def resource(entity):
    return {
        "name": entity.replace("-", "_"),
        "primary_key": "id",
        "write_disposition": os.environ["DISPOSITION"],
        "max_table_nesting": 0,
        "endpoint": {"path": entity, "data_selector": "value", "params": {"$orderby": "id"}},
    }


source = rest_api_source(
    {
        "client": {
            "base_url": os.environ["SOURCE"] + "/",
            # As large pages as Debrief's own client asks for.
            "headers": {"Prefer": "odata.maxpagesize=10000"},
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
with duckdb.connect(str(database), read_only=True) as connection:
    tables = [entity.replace("-", "_") for entity in ENTITIES]
    print(json.dumps({t: connection.execute(f"SELECT count(*) FROM extracted.{t}").fetchone()[0] for t in tables}))

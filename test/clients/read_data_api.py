"""Reads a Data API with clients from PyPI and writes what they saw as one JSON object. The key is in DATA_API_KEY."""

import json
import os
import sys

import requests

service, flat_service = sys.argv[1:]
key = os.environ["DATA_API_KEY"]


def with_python_odata():
    from odata import ODataService
    from odata.exceptions import ODataError

    session = requests.Session()
    session.auth = ("anybody", key)
    data = ODataService(flat_service, session=session, reflect_entities=True, quiet_progress=True)
    call, conversation = data.entities["plugin_calls"], data.entities["conversations"]
    calls = data.query(call)
    try:
        data.query(call).raw({"$filter": "nmae eq 'x'"})
        error = None
    except ODataError as refused:
        error = {"code": refused.code, "message": refused.message}
    first = data.query(conversation).order_by(conversation.id.asc()).first()
    return {
        "sets": sorted(data.entities),
        "resources": [one.id for one in data.query(data.entities["plugin_resources"])],
        "times": [one.created_time.isoformat() for one in calls.order_by(call.created_time.desc(), call.id.asc()).limit(5)],
        "used": [one.id for one in calls.filter(call.used == True).order_by(call.id.asc())],  # noqa: E712
        "selected": list(calls.filter(call.plugin_name.startswith("S")).select(call.id, call.plugin_name)),
        "count": calls.filter(call.served == True).count(),  # noqa: E712
        "offset": [one.id for one in calls.order_by(call.id.asc()).offset(3).limit(2)],
        "one": data.query(call).get(calls.first().id).plugin_name,
        "interactions": [first.id, sorted(one.id for one in first.interactions)],
        "user": [first.user_id, first.user.id],
        "error": error,
    }


def with_dlt():
    from dlt.sources.helpers.rest_client import RESTClient
    from dlt.sources.helpers.rest_client.auth import BearerTokenAuth, OAuth2ClientCredentials
    from dlt.sources.helpers.rest_client.paginators import JSONLinkPaginator

    def pages(auth, path, **params):
        client = RESTClient(
            base_url=service,
            auth=auth,
            headers={"Prefer": "odata.maxpagesize=500"},
            paginator=JSONLinkPaginator(next_url_path="['@odata.nextLink']"),
            data_selector="value",
        )
        return [list(page) for page in client.paginate(path, params=params)]

    token = OAuth2ClientCredentials(
        access_token_url=service.split("/export/")[0] + "/oauth/v1/token",
        client_id=key.split("_")[1],
        client_secret=key,
    )
    return {
        "resources": pages(BearerTokenAuth(token=key), "plugin-resources"),
        "since": pages(token, "interactions", **{"$filter": "last_updated_time ge '2026-08-05T00:00:00Z'"}),
    }


json.dump({"python_odata": with_python_odata(), "dlt": with_dlt()}, sys.stdout)

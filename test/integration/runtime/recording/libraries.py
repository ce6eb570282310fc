"""Calls the cloud at CLOUD with each library that is named, and prints what each was answered as JSON."""

import asyncio
import json
import os
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

CLOUD = os.environ["CLOUD"]
SECRET = os.environ["CLIENT_SECRET"]


def with_requests():
    import requests

    login = requests.post(CLOUD + "/token", data={"grant_type": "client_credentials", "client_secret": SECRET}).json()
    session = requests.Session()
    session.headers["Authorization"] = "Bearer " + login["access_token"]
    return [
        session.get(CLOUD + "/instances?page=1").json(),
        session.get(CLOUD + "/packed").json()["packed"],
        [session.get(CLOUD + "/counter").json()["count"] for _ in range(3)],
        session.get(CLOUD + "/bytes").content.hex(),
        session.get(CLOUD + "/missing").status_code,
        session.head(CLOUD + "/bytes").status_code,
        session.put(CLOUD + "/whole", data="x").json(),
    ]


def with_threads():
    import requests

    def page(number):
        return requests.get(CLOUD + f"/threads?page={number}").json()["page"]

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(page, range(24)))


def with_urllib():
    return json.load(urllib.request.urlopen(CLOUD + "/urllib"))


def with_httpx():
    import httpx

    return httpx.get(CLOUD + "/httpx").json()


def with_httplib2():
    import httplib2

    return json.loads(httplib2.Http().request(CLOUD + "/httplib2")[1])


def with_google():
    import httplib2
    from google.oauth2.credentials import Credentials
    from google_auth_httplib2 import AuthorizedHttp
    from googleapiclient.discovery import build_from_document

    credentials = Credentials(
        None, refresh_token=SECRET, client_id="an-app", client_secret=SECRET, token_uri=CLOUD + "/token"
    )
    method = {"id": "c.list", "path": "google", "httpMethod": "GET", "parameters": {}}
    things = {"methods": {"list": method}}
    document = {"name": "c", "version": "v1", "rootUrl": CLOUD + "/", "servicePath": "", "resources": {"things": things}}
    service = build_from_document(document, http=AuthorizedHttp(credentials, http=httplib2.Http()))
    return service.things().list().execute()


def with_boto3():
    import boto3

    client = boto3.client(
        "ec2", region_name="us-east-1", endpoint_url=CLOUD, aws_access_key_id="AKIACANARYCANARY1234", aws_secret_access_key=SECRET
    )
    return client.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]


def with_aiohttp(trust=True):
    import aiohttp

    async def get():
        async with aiohttp.ClientSession(trust_env=trust) as session:
            async with session.get(CLOUD + "/aiohttp") as answer:
                return await answer.json()

    return asyncio.run(get())


def with_grpc():
    import grpc

    channel = grpc.secure_channel(CLOUD.partition("//")[2], grpc.ssl_channel_credentials())
    call = channel.unary_stream("/cloud.Things/List", lambda sent: sent, lambda come: come)
    return [each.decode() for each in call(b"hello", timeout=30, metadata=[("authorization", "Bearer " + SECRET)])]


def answer(name):
    try:
        return globals()["with_" + name]()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    print(json.dumps({name: answer(name) for name in sys.argv[1:]}, default=repr))

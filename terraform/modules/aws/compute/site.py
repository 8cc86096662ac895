#!/usr/bin/python3
"""Makes the instance show what /etc/site/settings.json says. Doing it again changes nothing that is as it should be."""
import hashlib
import json
import os
import subprocess

ROOT = "/usr/share/nginx/html"
RUNNING = "/etc/site/running"


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def secret(arn, region):
    if arn is None:
        return {}
    query = ["--query", "SecretString", "--output", "text"]
    return json.loads(run("aws", "secretsmanager", "get-secret-value", "--region", region, "--secret-id", arn, *query))


def show_files(settings):
    source = "s3://" + settings["bucket"]
    run("aws", "s3", "sync", "--region", settings["region"], "--delete", "--only-show-errors", source, ROOT)


def run_image(settings):
    environment = dict(settings["variables"])
    login = secret(settings["database_secret"], settings["region"])
    if login:
        environment["DATABASE_USER"] = login["username"]
        environment["DATABASE_PASSWORD"] = login["password"]
    environment.update(secret(settings["secrets"], settings["region"]))
    environment.setdefault("PORT", str(settings["port"]))

    wanted = hashlib.sha256(json.dumps([settings["image"], settings["port"], environment], sort_keys=True).encode()).hexdigest()
    if os.path.exists(RUNNING) and open(RUNNING).read() == wanted:
        return
    run("docker", "pull", settings["image"])
    subprocess.run(["docker", "rm", "--force", "site"], capture_output=True, check=False)
    # The values come from our own environment, so that no list of processes shows them.
    names = [part for name in environment for part in ("--env", name)]
    command = ["docker", "run", "--detach", "--name", "site", "--restart", "always", "--security-opt", "no-new-privileges"]
    command += ["--publish", "80:%d" % settings["port"], *names, settings["image"]]
    subprocess.run(command, check=True, env={**os.environ, **environment})
    with open(RUNNING, "w") as file:
        file.write(wanted)


with open("/etc/site/settings.json") as file:
    site = json.load(file)
if site["image"] is None:
    show_files(site)
else:
    run_image(site)

#!/usr/bin/python3
"""Sets up what /etc/site/settings.json asks for. Doing it again changes nothing that is as it should be."""
import json
import os
import subprocess

HEADERS = """\theader {
\t\tX-Content-Type-Options nosniff
\t\tX-Frame-Options SAMEORIGIN
\t\tReferrer-Policy strict-origin-when-cross-origin
\t\t-Server
\t}"""
SECURE = "\theader Strict-Transport-Security max-age=31536000"


def run(*command, **options):
    return subprocess.run(command, check=True, text=True, **options)


def own_address():
    return run("hostname", "-I", capture_output=True).stdout.split()[0]


def host(site):
    """The name that visitors use; without one, any name on the plain port."""
    if site["domain"]:
        return site["domain"]
    if site["suffix"]:
        return own_address().replace(".", "-") + "." + site["suffix"]
    return ":80"


def caddyfile(site):
    name = host(site)
    inner = "\treverse_proxy 127.0.0.1:8080" if site["image"] else "\troot * /srv/site\n\tfile_server"
    secure = [] if name == ":80" else [SECURE]
    return "\n".join([name + " {", "\tencode gzip", HEADERS, *secure, inner, "}", ""])


def run_image(site):
    environment = {"PORT": str(site["port"]), **site["variables"], **site["secrets"]}
    subprocess.run(["docker", "rm", "--force", "site"], capture_output=True, check=False)
    # The values come from our own environment, so that no list of processes shows them.
    names = [part for name in environment for part in ("--env", name)]
    options = ["--detach", "--name", "site", "--restart", "always", "--security-opt", "no-new-privileges"]
    publish = ["--publish", "127.0.0.1:8080:%d" % site["port"]]
    run("docker", "run", *options, *publish, *names, site["image"], env={**os.environ, **environment})


def main():
    with open("/etc/site/settings.json") as file:
        site = json.load(file)
    if site["image"]:
        run_image(site)
    with open("/etc/caddy/Caddyfile", "w") as file:
        file.write(caddyfile(site))
    run("systemctl", "reload-or-restart", "caddy")


if __name__ == "__main__":
    main()

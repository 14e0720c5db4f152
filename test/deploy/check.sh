#!/usr/bin/env bash
# The Helm chart without a cluster: lint, render, every object against the schemas of Kubernetes, every variable against the settings that there are; and each
# of these checks can fail. Needs Go once; what it makes is kept outside the tree.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools="${XDG_CACHE_HOME:-$HOME/.cache}/sluss/deploy-tools-1"
kube=1.34.0
chart=docker/helm/sluss

if [ ! -e "$tools/ready" ]; then
  command -v go >/dev/null || { echo 'Go 1.24 or later is needed once, to build helm and kubeconform'; exit 1; }
  mkdir -p "$tools/bin"
  GOBIN="$tools/bin" go install helm.sh/helm/v3/cmd/helm@v3.19.2
  GOBIN="$tools/bin" go install github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0
  module=$(go mod download -json k8s.io/cli-runtime@v0.34.0 | node -p 'JSON.parse(require("fs").readFileSync(0,"utf8")).Dir')
  node test/deploy/kube-schemas.mjs "$module/artifacts/openapi/swagger.json" "$tools/schemas"
  touch "$tools/ready"
fi
rendered=$(mktemp)
trap 'rm -f "$rendered"' EXIT
helm() { "$tools/bin/helm" "$@" --kube-version "$kube"; }
conform() { "$tools/bin/kubeconform" -strict -summary -kubernetes-version "$kube" -schema-location "$tools/schemas/{{ .ResourceKind }}{{ .KindSuffix }}.json" "$@"; }
must_fail() { local what=$1; shift; if "$@" >/dev/null 2>&1; then echo "a check that cannot fail: $what"; exit 1; fi; }

helm lint --quiet "$chart" -f "$chart/ci/values.yaml"
helm template sluss "$chart" -f "$chart/ci/values.yaml" >"$rendered"
conform - <"$rendered"
# The least that can be given renders too.
helm template sluss "$chart" --set image.repository=x,secrets.existingSecret=s,kafka.brokers=k:9092,networkPolicy.enabled=false | conform -

unknown() { grep -oE -- '- \{ name: [A-Z][A-Z0-9_]+|- name: [A-Z][A-Z0-9_]+' "$1" | sed 's/.*name: //' | sort -u | grep -vxE 'ROLE' |
  grep -vxF -f <(grep -oE '^  [A-Z][A-Z0-9_]+:' libs/platform/config.ts libs/platform/config-kafka.ts -h | tr -d ' :') || true; }
[ -z "$(unknown "$rendered")" ] || { echo "the chart sets what is no setting: $(unknown "$rendered")"; exit 1; }

planted() { sed 's/readOnlyRootFilesystem/readOnlyRoot/' "$rendered" | conform -; }
must_fail 'a field that Kubernetes does not know' planted
must_fail 'a variable that is no setting' test -z "$(unknown <(sed 's/name: KAFKA_BROKERS/name: KAFKA_BROKER/' "$rendered"))"
must_fail 'no secret' helm lint "$chart" -f "$chart/ci/values.yaml" --set secrets.existingSecret=
must_fail 'a secret among the plain settings' helm lint "$chart" -f "$chart/ci/values.yaml" --set env.SLUSS_TOKEN=x
must_fail 'a role that there is not' helm lint "$chart" -f "$chart/ci/values.yaml" --set roles.insight.replicas=1
echo 'deploy: the chart is sound'

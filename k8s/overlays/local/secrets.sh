#!/bin/sh
# Creates the secrets of the local overlay: a password for each role, and the public key of `make token`.
set -eu
cd "$(dirname "$0")/../../.."
test -f .local/keys/jwt-public.pem || make token > /dev/null

kubectl apply -f k8s/base/namespace.yaml
for role in catalog-write-db=catalog_command catalog-write-db-owner=catalog_command_owner \
    catalog-read-db=catalog_query catalog-read-db-owner=catalog_query_owner registry-db=registry database-superuser=postgres; do
  kubectl -n product-catalog get secret "${role%%=*}" > /dev/null 2>&1 ||
    kubectl -n product-catalog create secret generic "${role%%=*}" --type kubernetes.io/basic-auth \
      --from-literal=username="${role#*=}" --from-literal=password="$(openssl rand -hex 24)"
done
kubectl -n product-catalog get secret catalog-jwt > /dev/null 2>&1 ||
  kubectl -n product-catalog create secret generic catalog-jwt --from-file=.local/keys/jwt-public.pem

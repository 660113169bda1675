#!/bin/sh
# What kcat can do, each feature tried for real. Arguments: the broker, a prefix for topics and groups.
broker=$1 prefix=$2
write() { kcat -P -b "$broker" -t "$@"; }
read_all() { timeout 60 kcat -C -q -e -b "$broker" -t "$@" 2>&1; }
report() { if [ "$2" = "$3" ]; then printf '%s\tok\n' "$1"; else printf '%s\tfailed "%s"\n' "$1" "$(printf %s "$2" | tr '\n' ' ' | cut -c1-200)"; fi; }

echo k=v | write "$prefix-records" -K=
report records "$(read_all "$prefix-records" -K=)" k=v
echo v | write "$prefix-headers" -H a=1 -H a=2
report headers "$(read_all "$prefix-headers" -f '%h')" a=1,a=2
printf 'k=\n' | write "$prefix-tombstones" -K= -Z
report tombstones "$(read_all "$prefix-tombstones" -f '%k %S')" 'k -1'
head -c 900000 /dev/zero | tr '\0' x | write "$prefix-large"
report large "$(read_all "$prefix-large" -f '%S')" 900000
for codec in gzip snappy lz4 zstd; do
  head -c 1000 /dev/zero | tr '\0' x | write "$prefix-$codec" -z $codec
  report $codec "$(read_all "$prefix-$codec" -f '%S')" 1000
done
echo v | write "$prefix-group"
report group "$(timeout 60 kcat -b "$broker" -q -e -X auto.offset.reset=earliest -f '%s' -G "$prefix-group" "$prefix-group" 2>&1)" v
echo v | write "$prefix-static"
report static "$(timeout 60 kcat -b "$broker" -q -e -X auto.offset.reset=earliest -X group.instance.id=one -f '%s' -G "$prefix-static" "$prefix-static" 2>&1)" v
echo v | write "$prefix-cooperative"
report cooperative "$(timeout 60 kcat -b "$broker" -q -e -X auto.offset.reset=earliest -X partition.assignment.strategy=cooperative-sticky -f '%s' \
  -G "$prefix-cooperative" "$prefix-cooperative" 2>&1)" v
echo v | write "$prefix-transactions" -X transactional.id="$prefix-transactions" 2>/dev/null
report transactions "$(read_all "$prefix-transactions" -X isolation.level=read_committed -f '%s')" v
echo v | write "$prefix-by-time"
report 'by time' "$(kcat -Q -b "$broker" -t "$prefix-by-time:0:1" | tail -1)" "$prefix-by-time [0] offset 0"

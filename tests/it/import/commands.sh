# What "Copy as cURL" gives, and what people type.
curl 'http://app.example.test/search?q=a%20b' \
  -H 'Accept-Language: fr' \
  -H 'User-Agent: Mozilla/5.0' \
  --compressed -k -L
curl -sS -XPOST -u joe:secret -d name=Joe --data-urlencode 'note=a b&c' http://app.example.test/form | jq .
curl --json '{"a": [1, "é"]}' http://app.example.test/./x/../echo
curl -F 'text=hello' -F 'file=@upload.txt;type=text/x-test' "http://app.example.test/$DIR/upload"
curl -I -A '' -H 'Accept:' -H 'X-Empty;' -b 'a=1' -b 'b=2' -e http://ref.example.test/ http://app.example.test
curl --data-binary $'a\nb\xff' http://app.example.test/binary

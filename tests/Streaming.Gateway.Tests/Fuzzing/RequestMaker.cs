using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Streaming.Gateway.Tests.Fuzzing;

/// <summary>Makes requests of a description: what it says, and then a little or a lot of what it does not.</summary>
/// <param name="operations">What there is.</param>
/// <param name="known">Values that mean something, by operation and the names of members.</param>
/// <param name="records">Schemas of bodies that are a topology's or a model's and not the description's, by operation.</param>
/// <param name="examples">Bodies that are right, by operation.</param>
/// <param name="callers">So many; the first shows nothing, the last may do everything.</param>
sealed class RequestMaker(
    IReadOnlyList<ApiOperation> operations,
    Func<string, IReadOnlyDictionary<string, string[]>> known,
    IReadOnlyDictionary<string, JsonNode> records,
    IReadOnlyDictionary<string, string> examples,
    int callers
)
{
    /// <summary>Stands between the parts of a form.</summary>
    public const string Boundary = "between";

    static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "PROPFIND", "get"];

    static readonly string[] OddHeaders =
    [
        "Idempotency-Key",
        "Prefer",
        "Last-Event-ID",
        "Streaming-Because",
        "Inference-Header-Content-Length",
        "Accept",
        "Accept-Encoding",
        "Range",
        "If-None-Match",
        "Origin",
        "Cookie",
        "X-HTTP-Method-Override",
        "X-Forwarded-For",
        "traceparent",
        "ce-id",
        "ce-specversion",
        "ce-time",
        "Content-MD5",
        "Upgrade",
        "Forwarded",
    ];

    public FuzzRequest Make(int[] numbers)
    {
        var choices = new Choices(numbers);
        var operation = choices.Of(operations);
        var json = new JsonMaker(choices, known(operation.Id));
        var caller = choices.OneIn(3) ? choices.Below(callers) : callers - 1;
        var method = choices.OneIn(30) ? choices.Of(Methods) : operation.Method;
        var path = PathOf(operation, choices, json);
        var odd = choices.OneIn(25) ? Odd(path, choices) : path;
        var headers = HeadersOf(operation, choices, json);
        var hasBody = operation.Bodies.Count > 0 ? !choices.OneIn(15) : choices.OneIn(8);
        var body = hasBody ? Body(operation, choices, json, headers) : null;
        return new FuzzRequest(
            operation,
            method,
            Encoded(odd + Query(operation, choices, json)),
            headers,
            body,
            choices.OneIn(6),
            caller,
            method == operation.Method && odd == path
        );
    }

    static string PathOf(ApiOperation operation, Choices choices, JsonMaker json) =>
        operation
            .Parameters.Where(p => p.Place == "path")
            .Aggregate(operation.Path, (path, p) => path.Replace($"{{{p.Name}}}", Segment(json.Plain(p.Name, p.Schema), choices)));

    /// <summary>Nothing in between would be another path.</summary>
    static string Segment(string text, Choices choices)
    {
        var segment = Uri.EscapeDataString(text is "" or "." or ".." ? "none" : text);
        return segment.Length > 4000 ? segment[..3999].TrimEnd('%')
            : choices.OneIn(20) ? segment.ToLowerInvariant()
            : segment;
    }

    static string Odd(string path, Choices choices) =>
        choices.Below(12) switch
        {
            0 => path + "/",
            1 => path.Replace("/", "//"),
            2 => path + "/..%2f..%2f",
            3 => path + ";x=1",
            4 => path + "/%2e%2e/%2e",
            5 => path.ToUpperInvariant(),
            6 => path + "%00",
            7 => "/%252e%252e" + path,
            8 => path.Replace("/v", "/%76"),
            9 => path + "%ff%fe",
            10 => path + "\\..\\",
            _ => path + "/" + new string('a', choices.Below(9000)),
        };

    static string Query(ApiOperation operation, Choices choices, JsonMaker json)
    {
        var pairs = new List<string>();
        foreach (var p in operation.Parameters.Where(p => p.Place == "query"))
        {
            if (p.Required ? !choices.OneIn(12) : choices.OneIn(3))
                pairs.Add($"{p.Name}={Uri.EscapeDataString(json.Plain(p.Name, p.Schema))}");
            if (choices.OneIn(40))
                pairs.Add($"{p.Name}={Uri.EscapeDataString(json.Plain(p.Name, p.Schema))}");
        }

        if (choices.OneIn(20))
            pairs.Add(choices.Of("=", "&&&", "a", "__proto__=1", "topology=x", "%00=1", "a[]=1", "%ff=%fe", "access_token=x", "a=%zz"));
        if (choices.OneIn(60))
            pairs.AddRange(Enumerable.Range(0, choices.Below(1500)).Select(i => $"k{i}="));
        return pairs.Count == 0 ? "" : "?" + string.Join('&', pairs);
    }

    static List<(string, string)> HeadersOf(ApiOperation operation, Choices choices, JsonMaker json)
    {
        var headers = operation
            .Parameters.Where(p => p.Place == "header" && choices.OneIn(3))
            .Select(p => (p.Name, Header(json.Plain(p.Name, p.Schema))))
            .ToList();
        while (choices.OneIn(8))
            headers.Add((choices.Of(OddHeaders), Header(choices.Of(HostileTexts.Texts))));
        return headers;
    }

    /// <summary>A client ends a header at a line break, and sends no more than Latin.</summary>
    static string Header(string text) =>
        string.Concat(text.Where(c => c is not ('\r' or '\n' or '\0')).Select(c => c < 256 ? c : '?').Take(4000));

    byte[] Body(ApiOperation operation, Choices choices, JsonMaker json, List<(string, string)> headers)
    {
        var type = operation.Bodies.Count == 0 ? "application/json" : choices.Of([.. operation.Bodies.Keys]);
        var schema = records.GetValueOrDefault(operation.Id) ?? operation.Bodies.GetValueOrDefault(type);
        var text = type switch
        {
            _ when examples.TryGetValue(operation.Id, out var example) && choices.Below(2) == 0 => example,
            "multipart/form-data" => Parts(choices, json, schema!),
            "application/x-ndjson" => string.Join('\n', Enumerable.Range(0, 1 + choices.Below(4)).Select(_ => json.Value("", schema))),
            "application/cloudevents-batch+json" => $"[{json.Value("", schema)}]",
            _ when operation.Bodies.Count > 1 && choices.OneIn(3) => $"[{json.Value("", schema)},{json.Value("", schema)}]",
            _ => json.Value("", schema),
        };
        var body = ByteMutations.Of(Encoding.UTF8.GetBytes(text), choices);
        headers.Add(("Content-Type", choices.OneIn(12) ? choices.Of(HostileTexts.ContentTypes) : TypeOf(type, choices)));
        // Without it a form is refused before anything in it is looked at.
        if (type == "multipart/form-data" && !choices.OneIn(12))
            headers.Add(("X-Requested-With", "fuzz"));
        if (!choices.OneIn(10))
            return body;
        var encoding = choices.Of(HostileTexts.Encodings);
        headers.Add(("Content-Encoding", encoding));
        return choices.OneIn(3) ? body : Packed(body, encoding, choices);
    }

    static string TypeOf(string type, Choices choices) =>
        type == "multipart/form-data" ? $"{type}; boundary={(choices.OneIn(8) ? new string('b', choices.Below(200)) : Boundary)}" : type;

    /// <summary>A form (RFC 7578), mostly with the parts that it should have, each once.</summary>
    static string Parts(Choices choices, JsonMaker json, JsonNode schema)
    {
        var text = new StringBuilder();
        foreach (var (name, part) in schema["properties"]!.AsObject())
        {
            for (var times = choices.OneIn(3) ? choices.Below(3) : 1; times > 0; times--)
            {
                var named = choices.OneIn(12) ? choices.Of("", "\"", "name", "a\r\nb", new string('n', 5000)) : name;
                text.Append($"--{Boundary}\r\nContent-Disposition: form-data; name=\"{named}\"");
                text.Append(choices.OneIn(4) ? "; filename=\"../../x\"\r\n" : "\r\n");
                while (choices.OneIn(6))
                    text.Append($"X-{choices.Below(99)}: {choices.Of(HostileTexts.Texts)}\r\n");
                var value = part!["properties"] is null ? choices.Of(HostileTexts.Values) : json.Value("", part);
                text.Append("\r\n").Append(value).Append("\r\n");
            }
        }

        return text.Append(choices.OneIn(8) ? "" : $"--{Boundary}--\r\n").ToString();
    }

    static byte[] Packed(byte[] body, string encoding, Choices choices)
    {
        var packed = new MemoryStream();
        using (
            Stream packer =
                encoding == "deflate"
                    ? new ZLibStream(packed, CompressionLevel.Fastest, true)
                    : new GZipStream(packed, CompressionLevel.Fastest, true)
        )
        {
            packer.Write(body);
            // What becomes far more than it was.
            if (choices.OneIn(6))
                packer.Write(new byte[choices.Below(20_000_000)]);
        }

        var bytes = packed.ToArray();
        return choices.OneIn(4) ? bytes[..choices.Below(bytes.Length)] : bytes;
    }

    /// <summary>The client sends addresses as they are, of which nothing but visible ASCII may be on the wire.</summary>
    static string Encoded(string target) =>
        string.Concat(Encoding.UTF8.GetBytes(target).Select(b => b is > 0x20 and < 0x7f and not (byte)'#' ? $"{(char)b}" : $"%{b:X2}"));
}

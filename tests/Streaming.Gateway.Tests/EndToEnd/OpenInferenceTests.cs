using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Streaming.Application.FindRecord;
using Streaming.Application.ReplayLineage;
using Streaming.Application.VerifyLineage;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Tests.Setup;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>Models asked by the Open Inference Protocol v2 over REST, and what lineage has of it.</summary>
public sealed class OpenInferenceTests(Services services) : IAsyncLifetime
{
    const string JsonLength = "Inference-Header-Content-Length";

    readonly ShopTopology _shop = new();
    string _database = "";
    RunningGateway _gateway = null!;

    string Model => $"/v2/models/{_shop.Name}";

    public async ValueTask InitializeAsync()
    {
        _database = await services.NewDatabaseAsync();
        _gateway = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task A_model_tells_what_it_takes_and_whether_it_is_ready()
    {
        (await ErrorAsync(await _gateway.Client.GetAsync($"{Model}/ready"), 400)).ShouldContain("in use");
        (await ErrorAsync(await InferAsync(Rows(1)), 409)).ShouldContain("Promote one");
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Above(100), ShopModels.Above(200));

        (await GetAsync("/v2")).GetProperty("extensions").EnumerateArray().Select(e => e.GetString()).ShouldContain("binary_tensor_data");
        (await _gateway.Client.GetAsync("/v2/health/live")).EnsureSuccessStatusCode();
        (await _gateway.Client.GetAsync("/v2/health/ready")).EnsureSuccessStatusCode();
        // The one that was put to use is loaded in a moment.
        await Eventually.TrueAsync(async () => (await _gateway.Client.GetAsync($"{Model}/ready")).IsSuccessStatusCode, "it is not loaded");
        (await _gateway.Client.GetAsync($"{Model}/versions/2/ready")).EnsureSuccessStatusCode();
        await ErrorAsync(await _gateway.Client.GetAsync($"{Model}/versions/3/ready"), 404);
        await ErrorAsync(await _gateway.Client.GetAsync("/v2/models/other"), 404);
        (await ErrorAsync(await _gateway.Client.GetAsync("/v2/logging"), 400)).ShouldBe("not supported");
        (await ErrorAsync(await _gateway.Client.PostAsync("/v2/repository/models/x/load", null), 400)).ShouldBe("not supported");

        var metadata = await GetAsync(Model);
        metadata.GetProperty("versions").EnumerateArray().Select(v => v.GetString()).ShouldBe(["1", "2"]);
        var input = metadata.GetProperty("inputs")[0];
        input.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()).ShouldBe([-1, 2]);
        input
            .GetProperty("parameters")
            .GetProperty("columns")
            .EnumerateArray()
            .Select(c => c.GetString())
            .ShouldBe(["amount", "orders_1d"]);
        metadata.GetProperty("outputs").EnumerateArray().Select(o => o.GetProperty("datatype").GetString()).ShouldBe(["FP32", "BYTES"]);
        (await GetAsync($"{Model}/config")).GetProperty("input")[0].GetProperty("data_type").GetString().ShouldBe("TYPE_FP32");
        var index = (await (await _gateway.Client.PostAsync("/v2/repository/index", null)).Content.ReadAsStringAsync());
        JsonDocument
            .Parse(index)
            .RootElement.EnumerateArray()
            .Select(m => m.GetProperty("state").GetString())
            .ShouldBe(["READY", "UNAVAILABLE"]);
    }

    [Fact]
    public async Task However_rows_are_sent_they_get_the_same_scores()
    {
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Above(100), ShopModels.Above(200));
        string[] bodies =
        [
            Body("""{"name":"features","datatype":"FP32","shape":[2,2],"data":[150,1,50,2]}"""),
            Body("""{"name":"features","datatype":"FP64","shape":[2,2],"data":[[150,1],[50,null]]}"""),
            Body(
                """
                {"name":"orders_1d","datatype":"INT64","shape":[2,1],"data":[[1],[2]]},
                {"name":"amount","datatype":"FP32","shape":[2],"data":[150,50]}
                """
            ),
        ];
        foreach (var body in bodies)
        {
            var answer = await InferredAsync(body);
            Scores(answer).ShouldBe([0.9, 0.1], 1e-6);
            Output(answer, "decision").GetProperty("data").EnumerateArray().Select(d => d.GetString()).ShouldBe(["large", "small"]);
            answer.GetProperty("model_version").GetString().ShouldBe("1");
        }

        Scores(await InferredAsync(bodies[0], $"{Model}/versions/2/infer")).ShouldBe([0.1, 0.1], 1e-6);
        var stats = (await GetAsync($"{Model}/stats")).GetProperty("model_stats")[0];
        stats.GetProperty("inference_count").GetInt64().ShouldBe(8);
        stats.GetProperty("inference_stats").GetProperty("success").GetProperty("count").GetInt64().ShouldBe(4);
    }

    /// <summary>As tritonclient sends and reads it: inputs and outputs behind the JSON, the body packed.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Tensors_may_be_bytes_behind_the_JSON(string encoding)
    {
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Above(100));
        var json = """
            {"id":"b1","inputs":[{"name":"features","datatype":"FP32","shape":[2,2],"parameters":{"binary_data_size":16}}],
             "parameters":{"binary_data_output":true}}
            """;
        var answer = await InferAsync(Binary(json, [150, 1, 50, float.NaN], encoding));
        var body = await answer.Content.ReadAsByteArrayAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue(Encoding.UTF8.GetString(body));

        var length = int.Parse(answer.Headers.GetValues(JsonLength).Single());
        var head = JsonDocument.Parse(body.AsMemory(0, length)).RootElement;
        head.GetProperty("id").GetString().ShouldBe("b1");
        var rest = body.AsSpan(length);
        Output(head, "score").GetProperty("parameters").GetProperty("binary_data_size").GetInt32().ShouldBe(8);
        ((double)BinaryPrimitives.ReadSingleLittleEndian(rest)).ShouldBe(0.9, 1e-6);
        BinaryPrimitives.ReadInt32LittleEndian(rest[8..]).ShouldBe(5);
        Encoding.UTF8.GetString(rest[12..17]).ShouldBe("large");
        rest.Length.ShouldBe(8 + 2 * (4 + 5));
    }

    [Fact]
    public async Task An_answer_is_in_lineage_and_is_verified_and_replayed_as_the_rest()
    {
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Above(100), ShopModels.Above(200));
        var asked = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => InferredAsync(Rows(i % 5 + 1, id: $"q{i}"))));
        await InferredAsync(Rows(3), $"{Model}/versions/2/infer");

        var ids = asked.Select(a => a.GetProperty("parameters").GetProperty("lineage_id").GetString()!).ToList();
        ids.ShouldBeUnique();
        var found = await _gateway.RunAsync(new FindRecordOperation(), new FindRecordRequest(_shop.File, ids[7]));
        var record = found.ShouldHaveSingleItem();
        record.Features.ShouldContainKeyAndValue("amount", 0);
        record.Fields["request_id"]!.ToString().ShouldBe("q7");
        record.Score.ShouldBe(Output(asked[7], "score").GetProperty("data")[0].GetSingle());

        var verified = await _gateway.RunAsync(new VerifyLineageOperation(), new VerifyLineageRequest(_shop.File));
        verified.Sound.ShouldBeTrue();
        verified.Streams.Sum(s => s.Records).ShouldBe(40 * 3 + 3);
        var replayed = await _gateway.RunAsync(new ReplayLineageOperation(), new ReplayLineageRequest { Topology = _shop.File });
        (replayed.Compared, replayed.Identical).ShouldBe((40 * 3 + 3, 40 * 3 + 3));
    }

    [Fact]
    public async Task Two_servers_that_write_at_the_same_time_write_streams_of_their_own()
    {
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Above(100));
        await using var other = await RunningGateway.StartAsync(services, _database, [_shop.File], jobs: 0);
        var streams = new HashSet<string>();
        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(
                new[] { _gateway, other }.SelectMany(g => Enumerable.Range(0, 10).Select(_ => InferredAsync(Rows(1), gateway: g)))
            );
            foreach (var answer in answers)
                streams.Add(answer.GetProperty("parameters").GetProperty("lineage_id").GetString()!.Split('/')[2]);
        }

        streams.Order().ShouldBe(["0", "1"]);
        var verified = await _gateway.RunAsync(new VerifyLineageOperation(), new VerifyLineageRequest(_shop.File));
        (verified.Sound, verified.Streams.Sum(s => s.Records)).ShouldBe((true, 200));
    }

    /// <summary>Whoever sends what the model fails on is told so, and nobody who asked at the same moment.</summary>
    [Fact]
    public async Task Rows_that_a_model_fails_on_fail_alone()
    {
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Picky());
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(i => InferAsync(Body($$"""{"name":"features","datatype":"FP32","shape":[1,2],"data":[{{i % 12}},1]}""")))
        );
        for (var i = 0; i < answers.Length; i++)
        {
            if (i % 12 < 10)
                Scores(await JsonAsync(answers[i])).ShouldBe([i % 12 / 10.0], 1e-6);
            else
                (await ErrorAsync(answers[i], 400)).ShouldContain("cannot be scored");
        }
    }

    [Theory]
    [InlineData("""{"name":"features","datatype":"FP32","shape":[1,3],"data":[1,2,3]}""", "[rows, 2]")]
    [InlineData("""{"name":"features","datatype":"FP32","shape":[2,2],"data":[1,2,3]}""", "not [2, 2]")]
    [InlineData("""{"name":"features","datatype":"FP32","shape":[4611686018427387904,4],"data":[1]}""", "rows")]
    [InlineData("""{"name":"features","datatype":"FP32","shape":[-1,2],"data":[]}""", "rows")]
    [InlineData("""{"name":"features","datatype":"FP32","shape":[1,2],"data":["a",2]}""", "no number")]
    [InlineData("""{"name":"features","datatype":"BYTES","shape":[1,2],"data":["a","b"]}""", "BYTES")]
    [InlineData("""{"name":"features","datatype":"FP32","shape":[1,2]}""", "no data")]
    [InlineData("""{"name":"features","datatype":"FP32","shape":"x","data":[1,2]}""", "no inference request")]
    [InlineData("""{"name":"amount","datatype":"FP32","shape":[1],"data":[1]}""", "orders_1d is not there")]
    [InlineData("""{"name":"features","datatype":"FP32","shape":[1,2],"parameters":{"binary_data_size":8}}""", "0 are left")]
    [InlineData(
        """{"name":"features","datatype":"FP32","shape":[1,2],"parameters":{"shared_memory_region":"x"},"data":[1,2]}""",
        "supported"
    )]
    public async Task What_is_no_request_is_refused_with_why(string input, string why)
    {
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Above(100));
        (await ErrorAsync(await InferAsync(Body(input)), 400)).ShouldContain(why);
    }

    [Fact]
    public async Task A_body_that_unpacks_to_more_than_the_limit_is_refused()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var i = 0; i < 600; i++)
                await gzip.WriteAsync(new byte[64 << 10]);
        }

        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");
        (await ErrorAsync(await InferAsync(content), 413)).ShouldContain("more than");
    }

    /// <summary>Whatever bytes come in, it is the sender's fault.</summary>
    [Fact]
    public async Task Requests_with_bytes_altered_are_answered_or_refused()
    {
        await ShopModels.PromoteAsync(_shop, _database, ShopModels.Above(100));
        var json = """
            {"inputs":[{"name":"features","datatype":"FP32","shape":[2,2],"parameters":{"binary_data_size":16}}],
             "outputs":[{"name":"score"}]}
            """;
        var sound = Encoding.UTF8.GetBytes(json).Concat(new byte[16]).ToArray();
        var altered = Gen.Select(
            Gen.Int[0, sound.Length - 1].Array[1, 4],
            Gen.Byte.Array[4],
            Gen.Int[0, sound.Length],
            Gen.Int[-3, 3],
            (places, bytes, cut, shift) =>
            {
                var copy = sound.ToArray();
                for (var i = 0; i < places.Length; i++)
                    copy[places[i]] = bytes[i];
                return (Bytes: cut % 5 == 0 ? copy[..cut] : copy, Length: json.Length + shift);
            }
        );
        await altered.SampleAsync(
            async sent =>
            {
                var content = new ByteArrayContent(sent.Bytes);
                content.Headers.Add(JsonLength, $"{sent.Length}");
                using var answer = await InferAsync(content);
                return (int)answer.StatusCode is 200 or (>= 400 and < 500);
            },
            iter: 400,
            threads: 1
        );
    }

    static string Body(string inputs) => $$"""{"inputs":[{{inputs}}]}""";

    static string Rows(int count, string? id = null)
    {
        var data = string.Join(',', Enumerable.Range(0, count).Select(i => $"{i * 70},{i}"));
        var name = id is null ? "" : $"\"id\":\"{id}\",";
        return $$"""{{{name}}"inputs":[{"name":"features","datatype":"FP32","shape":[{{count}},2],"data":[{{data}}]}]}""";
    }

    static ByteArrayContent Binary(string json, float[] values, string encoding)
    {
        var body = new byte[Encoding.UTF8.GetByteCount(json) + (values.Length * 4)];
        var length = Encoding.UTF8.GetBytes(json, body);
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(body.AsSpan(length + (i * 4)), values[i]);
        using var packed = new MemoryStream();
        Stream Packing() =>
            encoding == "gzip"
                ? new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)
                : new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true);
        using (var packing = Packing())
        {
            packing.Write(body);
        }

        var content = new ByteArrayContent(encoding == "" ? body : packed.ToArray());
        content.Headers.Add(JsonLength, $"{length}");
        if (encoding != "")
            content.Headers.ContentEncoding.Add(encoding);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    Task<HttpResponseMessage> InferAsync(string body) => InferAsync(new StringContent(body, Encoding.UTF8, "application/json"));

    Task<HttpResponseMessage> InferAsync(HttpContent body) => _gateway.Client.PostAsync($"{Model}/infer", body);

    async Task<JsonElement> InferredAsync(string body, string? path = null, RunningGateway? gateway = null) =>
        await JsonAsync(
            await (gateway ?? _gateway).Client.PostAsync(
                path ?? $"{Model}/infer",
                new StringContent(body, Encoding.UTF8, "application/json")
            )
        );

    Task<JsonElement> GetAsync(string path) => _gateway.GetAsync(path);

    static Task<JsonElement> JsonAsync(HttpResponseMessage answer) => RunningGateway.JsonAsync(answer, 200);

    static async Task<string> ErrorAsync(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("error").GetString()!;
    }

    static JsonElement Output(JsonElement answer, string name) =>
        answer.GetProperty("outputs").EnumerateArray().Single(o => o.GetProperty("name").GetString() == name);

    static double[] Scores(JsonElement answer) =>
        [.. Output(answer, "score").GetProperty("data").EnumerateArray().Select(s => s.GetDouble())];
}

using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Streaming.Embedded.Tests.Setup;
using Streaming.Gateway.Tests.Setup;
using Streaming.Kafka;
using Streaming.Kafka.Reading;
using Streaming.Kafka.Topics;

namespace Streaming.Gateway.Tests.EndToEnd;

/// <summary>What callers publish is on the topic, once, where the answer says; what cannot be is refused before anything is sent.</summary>
public sealed class PublishTests(Services services) : IAsyncLifetime
{
    readonly ShopTopology _shop = new();
    RunningGateway _gateway = null!;

    string Events => $"/v1/topologies/{_shop.Name}/events";

    public async ValueTask InitializeAsync() =>
        _gateway = await RunningGateway.StartAsync(
            services,
            await services.NewDatabaseAsync(),
            [_shop.File],
            jobs: 0,
            new GatewayLimits
            {
                BodyBytes = 200_000,
                RecordBytes = 400_000,
                PublishBytes = 600_000,
            }
        );

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _shop.Dispose();
    }

    [Fact]
    public async Task One_event_is_where_the_answer_says_keyed_as_the_topology_asks()
    {
        var sent = await _gateway.PostAsync(Events, Order(1));
        sent.GetProperty("topic").GetString().ShouldBe($"{_shop.Name}.orders");
        sent.GetProperty("count").GetInt32().ShouldBe(1);
        var place = sent.GetProperty("records")[0];
        var record = On(place);
        Encoding.UTF8.GetString(record.Key!).ShouldBe("c1");
        Encoding.UTF8.GetString(record.Value!).ShouldBe(Order(1));
    }

    [Fact]
    public async Task Of_a_batch_each_is_where_its_place_in_the_answer_says()
    {
        // The newest first: they lie in the order of their times, and the answer is in the order in which they came.
        var orders = Enumerable.Range(0, 500).Select(i => Order(499 - i)).ToList();
        var sent = await _gateway.PostAsync(Events, $"[{string.Join(", ", orders)}]");
        var records = Records().ToDictionary(r => (r.Partition.Partition, r.Offset), r => Encoding.UTF8.GetString(r.Value!));
        sent.GetProperty("records")
            .EnumerateArray()
            .Select(p => records[(p.GetProperty("partition").GetInt32(), p.GetProperty("offset").GetInt64())])
            .ShouldBe(orders);
        records.Count.ShouldBe(500);
        foreach (var partition in Records().GroupBy(r => r.Partition))
            partition.Select(r => Encoding.UTF8.GetString(r.Value!)).ShouldBeInOrder(SortDirection.Ascending, ById);
    }

    [Theory]
    [InlineData("""{"id":"x","at":"2026-03-04T10:00:00Z","amount":1}""", "missing-field")]
    [InlineData("""{"id":"x","customer":null}""", "missing-field")]
    [InlineData("""{"id":"x","customer":{"a":1}}""", "missing-field")]
    [InlineData("7", "not-an-object")]
    [InlineData("\"text\"", "not-an-object")]
    [InlineData("[]", "not-an-object")]
    [InlineData("null", "not-an-object")]
    public async Task A_record_that_could_not_be_placed_is_named_and_nothing_is_sent(string record, string reason)
    {
        var problem = await _gateway.PostAsync(Events, $"[{Order(1)},{record},{Order(2)}]", 400);
        problem.GetProperty("code").GetString().ShouldBe("invalid");
        var refused = problem.GetProperty("records").EnumerateArray().ShouldHaveSingleItem();
        refused.GetProperty("index").GetInt32().ShouldBe(1);
        refused.GetProperty("reason").GetString().ShouldBe(reason);
        refused.GetProperty("detail").GetString()!.ShouldNotBeEmpty();
        Records().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_record_that_is_too_large_is_named()
    {
        var large = $$"""{"id":"{{new string('x', 150_000)}}","customer":"c"}""";
        using var small = new ShopTopology(maxBytes: 100_000);
        await using var gateway = await RunningGateway.StartAsync(services, await services.NewDatabaseAsync(), [small.File], jobs: 0);
        var problem = await gateway.PostAsync($"/v1/topologies/{small.Name}/events", large, 400);
        problem.GetProperty("records")[0].GetProperty("reason").GetString().ShouldBe("too-large");
    }

    /// <summary>What the pipeline can judge is the pipeline's to judge: it is kept, with the verdict.</summary>
    [Fact]
    public async Task A_record_with_a_wrong_field_is_sent()
    {
        await _gateway.PostAsync(Events, """[{"customer":"c1","amount":"much"},{"id":"x","customer":"a","customer":"b"}]""");
        Records().Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("[{}")]
    [InlineData("{} {}")]
    [InlineData("[{},]")]
    [InlineData("{\"customer\":\"a\",}")]
    [InlineData("// no\n{}")]
    public async Task What_is_no_JSON_or_no_record_is_refused(string body)
    {
        (await _gateway.PostAsync(Events, body, 400)).GetProperty("code").GetString().ShouldBe("invalid");
        Records().ShouldBeEmpty();
    }

    [Fact]
    public async Task Hostile_JSON_is_refused_and_costs_nothing()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 50_000));
        await _gateway.PostAsync(Events, deep, 400);
        await _gateway.PostAsync(Events, $$"""{"customer":{{string.Concat(Enumerable.Repeat("{\"a\":", 10_000))}}""", 400);
        // A number of any length is a number; whether it is an amount is for the pipeline to say.
        await _gateway.PostAsync(Events, $$"""{"customer":"c1","amount":{{new string('9', 5000)}}}""");
        using var invalid = new ByteArrayContent([.. "{\"customer\":\""u8, 0xff, .. "\"}"u8])
        {
            Headers = { ContentType = new("application/json") },
        };
        var problem = await RunningGateway.JsonAsync(await _gateway.Client.PostAsync(Events, invalid), 400);
        problem.GetProperty("records")[0].GetProperty("reason").GetString().ShouldBe("invalid-utf8");
        Records().ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("text/plain", 415)]
    [InlineData("application/json; charset=latin1", 415)]
    [InlineData("application/json; charset=utf-8", 200)]
    public async Task The_type_of_a_body_says_how_it_is_read(string type, int status)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Order(1)));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        await RunningGateway.JsonAsync(await _gateway.Client.PostAsync(Events, content), status);
    }

    [Fact]
    public async Task Topologies_and_topics_that_are_not_there_are_missing()
    {
        await _gateway.PostAsync("/v1/topologies/nothing/events", Order(1), 404);
        (await _gateway.PostAsync($"/v1/topologies/{_shop.Name}/labels", Order(1), 404))
            .GetProperty("detail")
            .GetString()!
            .ShouldContain("no labels");
        await _gateway.PostAsync($"{Events}?key=x", Order(1), 400);
    }

    [Fact]
    public async Task A_packed_body_is_unpacked_and_a_damaged_one_is_refused()
    {
        var packed = Gzip(Encoding.UTF8.GetBytes($"[{Order(1)},{Order(2)}]"));
        (await RunningGateway.JsonAsync(await SendAsync(packed), 200)).GetProperty("count").GetInt32().ShouldBe(2);
        for (var length = 1; length < packed.Length; length += 7)
            await RunningGateway.JsonAsync(await SendAsync(packed[..length]), 400);
        packed[^6] ^= 1;
        (await RunningGateway.JsonAsync(await SendAsync(packed), 400)).GetProperty("detail").GetString()!.ShouldContain("checksum");
        await RunningGateway.JsonAsync(await SendAsync(Encoding.UTF8.GetBytes(Order(1))), 400);
        await RunningGateway.JsonAsync(await SendAsync(packed, encoding: "br"), 415);
        Records().Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_bomb_is_given_up_early()
    {
        var bomb = Gzip(new byte[100 << 20]);
        bomb.Length.ShouldBeLessThan(200_000);
        (await RunningGateway.JsonAsync(await SendAsync(bomb), 400)).GetProperty("detail").GetString()!.ShouldContain("more than");
        // Lines have no largest length; but records are not a thousand times as long as they were packed.
        (await RunningGateway.JsonAsync(await SendAsync(bomb, "application/x-ndjson"), 400))
            .GetProperty("detail")
            .GetString()!
            .ShouldContain("100 times");
        Records().ShouldBeEmpty();
    }

    [Fact]
    public async Task Lines_go_each_for_itself_and_those_refused_are_told()
    {
        var lines = string.Join('\n', [Order(1), "", "no json", Order(2), """{"id":"3"}""", Order(4) + "\r", ""]);
        var sent = await RunningGateway.JsonAsync(
            await SendAsync(Encoding.UTF8.GetBytes(lines), "application/x-ndjson", encoding: null),
            200
        );
        sent.GetProperty("count").GetInt32().ShouldBe(3);
        sent.GetProperty("refused_count").GetInt32().ShouldBe(2);
        sent.GetProperty("refused").EnumerateArray().Select(r => r.GetProperty("index").GetInt32()).ShouldBe([2, 4]);
        sent.GetProperty("partitions").EnumerateArray().Sum(p => p.GetProperty("count").GetInt32()).ShouldBe(3);
        Records().Count.ShouldBe(3);
    }

    /// <summary>More than any body may hold, packed and not, in more bytes than may be under way at a time.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lines_have_no_largest_length(bool packed)
    {
        const int Orders = 20_000;
        var text = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, Orders).Select(Order)));
        text.Length.ShouldBeGreaterThan(1_000_000);
        var sent = await RunningGateway.JsonAsync(
            await SendAsync(packed ? Gzip(text) : text, "application/x-ndjson", packed ? "gzip" : null),
            200
        );
        sent.GetProperty("count").GetInt32().ShouldBe(Orders);
        var records = Records();
        records.Count.ShouldBe(Orders);
        records
            .Select(r => Encoding.UTF8.GetString(r.Value!))
            .ToHashSet()
            .SetEquals(Enumerable.Range(0, Orders).Select(Order))
            .ShouldBeTrue();
        Span(sent, "first_offset")
            .ShouldBe(records.GroupBy(r => r.Partition.Partition).Select(p => p.Min(r => r.Offset)), ignoreOrder: true);
        Span(sent, "last_offset")
            .ShouldBe(records.GroupBy(r => r.Partition.Partition).Select(p => p.Max(r => r.Offset)), ignoreOrder: true);
    }

    /// <summary>Whoever sends lines slowly has each on the topic when it has come, and not when the last one has.</summary>
    [Fact]
    public async Task Lines_are_sent_as_they_come()
    {
        using var slow = new SlowContent();
        using var request = new HttpRequestMessage(HttpMethod.Post, Events) { Content = slow };
        request.Headers.TransferEncodingChunked = true;
        var answer = _gateway.Client.SendAsync(request);
        slow.Write(Order(1) + "\n");
        await Eventually.TrueAsync(() => Task.FromResult(Records().Count == 1), "the first line is on the topic");
        slow.Write(Order(2) + "\n");
        slow.End();
        (await RunningGateway.JsonAsync(await answer, 200)).GetProperty("count").GetInt32().ShouldBe(2);
    }

    /// <summary>What does not fit beside others is told so; what it had taken of the room is free again.</summary>
    [Fact]
    public async Task Who_brings_more_than_there_is_room_for_is_told_to_come_again()
    {
        var limits = new GatewayLimits { PublishBytes = 100_000 };
        await using var narrow = await RunningGateway.StartAsync(
            services,
            await services.NewDatabaseAsync(),
            [_shop.File],
            jobs: 0,
            limits
        );
        for (var i = 0; i < 3; i++)
        {
            using var body = new StringContent($"{new string(' ', 150_000)}{Order(i)}", Encoding.UTF8, "application/json");
            using var refused = await narrow.Client.PostAsync(Events, body);
            refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
            (await RunningGateway.JsonAsync(refused, 429)).GetProperty("code").GetString().ShouldBe("busy");
            await narrow.PostAsync(Events, $"{new string(' ', 90_000)}{Order(i)}");
        }

        Records().Count.ShouldBe(3);
    }

    /// <summary>Many at a time share transactions, and each gets its own places.</summary>
    [Fact]
    public async Task Many_callers_at_a_time_each_get_their_own()
    {
        var places = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(async i =>
                {
                    var (own, order) = (new List<(string, JsonElement)>(), 0);
                    while (order < 10)
                    {
                        var text = Order((i * 10) + order++);
                        own.Add((text, (await _gateway.PostAsync(Events, text)).GetProperty("records")[0]));
                    }

                    return own;
                })
        );
        var records = Records().ToDictionary(r => (r.Partition.Partition, r.Offset), r => Encoding.UTF8.GetString(r.Value!));
        records.Count.ShouldBe(500);
        foreach (var (text, place) in places.SelectMany(p => p))
            records[(place.GetProperty("partition").GetInt32(), place.GetProperty("offset").GetInt64())].ShouldBe(text);
    }

    KafkaRecord On(JsonElement place) =>
        Records()
            .Single(r =>
                r.Partition.Partition == place.GetProperty("partition").GetInt32() && r.Offset == place.GetProperty("offset").GetInt64()
            );

    /// <summary>Committed ones, promises apart.</summary>
    List<KafkaRecord> Records()
    {
        var kafka = new KafkaConnection(services.Kafka);
        using var admin = new KafkaAdmin(kafka);
        // A topic is made when something is published for the first time.
        if (!admin.Partitions().TryGetValue($"{_shop.Name}.orders", out var partitions))
            return [];
        using var reader = new TopicReader(kafka);
        return
        [
            .. reader
                .ReadAll(KafkaPartition.Of($"{_shop.Name}.orders", partitions), CancellationToken.None)
                .Where(r => r.Value is not null),
        ];
    }

    async Task<HttpResponseMessage> SendAsync(byte[] body, string type = "application/json", string? encoding = "gzip")
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new(type) } };
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        return await _gateway.Client.PostAsync(Events, content);
    }

    static IEnumerable<long> Span(JsonElement sent, string member) =>
        sent.GetProperty("partitions").EnumerateArray().Select(p => p.GetProperty(member).GetInt64());

    static byte[] Gzip(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(text);
        return packed.ToArray();
    }

    static string Order(int i) =>
        $$"""{"id":"o{{i}}","at":"2026-03-04T1{{i / 3600}}:{{i / 60 % 60:00}}:{{i % 60:00}}Z","customer":"c{{i % 5}}","amount":{{i}}}""";

    static IComparer<string> ById { get; } = Comparer<string>.Create((a, b) => Number(a).CompareTo(Number(b)));

    static int Number(string order) => int.Parse(JsonDocument.Parse(order).RootElement.GetProperty("id").GetString()![1..]);
}

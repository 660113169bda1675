using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Client;

namespace Streaming.Gateway.Tests.Client;

/// <summary>What the client does when the server is busy, away or breaks off; a handler stands for the server.</summary>
public sealed class ClientRetryTests
{
    const string Sent =
        """{"topology":"t","topic":"o","count":1,"records":[{"partition":0,"offset":7}],"partitions":null,"refused_count":0,"refused":[]}""";

    /// <summary>Stands for an answer that does not come.</summary>
    static readonly HttpResponseMessage Silence = new();

    [Fact]
    public async Task Publishing_is_tried_again_under_the_same_key_and_waits_as_long_as_it_is_told()
    {
        var server = new Server(Busy(), Status(HttpStatusCode.ServiceUnavailable), null, Json(Sent));
        var sent = await server.Client().PublishAsync("t", new { id = "1" });
        sent.Records!.Single().Offset.ShouldBe(7);
        server.Asked.Count.ShouldBe(4);
        server.Asked.Select(a => a.Key).Distinct().Count().ShouldBe(1);
        server.Asked[0].Key.ShouldNotBeNullOrEmpty();
        server.Asked.Select(a => a.Body).Distinct().ShouldBe(["""[{"id":"1"}]"""]);
        await server.Client(Json(Sent)).PublishAsync("t", new { id = "1" });
        server.Asked[^1].Key.ShouldNotBe(server.Asked[0].Key);
    }

    [Fact]
    public async Task What_may_have_been_done_is_not_tried_again()
    {
        var server = new Server(Busy(), Status(HttpStatusCode.ServiceUnavailable), Json("{}"));
        var fault = await Should.ThrowAsync<StreamingCallException>(() => server.Client().DecideAsync("t", new { id = "1" }));
        fault.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        // Too busy to begin with it, and then it may have begun.
        server.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_fault_of_the_request_is_told_at_once()
    {
        var server = new Server(Status(HttpStatusCode.NotFound), Json("{}"));
        (await Should.ThrowAsync<StreamingCallException>(() => server.Client().GetStatusAsync("t"))).Code.ShouldBe("missing");
        server.Asked.Count.ShouldBe(1);
    }

    /// <summary>Where nothing has come yet but where the stream begins, it goes on there and not at what is next by then.</summary>
    [Fact]
    public async Task A_stream_goes_on_at_the_last_cursor_however_it_ended()
    {
        var server = new Server(
            Events("id: a\n\n"),
            // The connection breaks within a prediction whose id has come already.
            Events($"id: b\nevent: prediction\ndata: {Prediction("1")}\n\nid: c\n\nid: d\nevent: predic"),
            Status(HttpStatusCode.ServiceUnavailable),
            null,
            Events($"id: d\nevent: prediction\ndata: {Prediction("2")}\n\n")
        );
        var seen = new List<Prediction>();
        await foreach (var prediction in server.Client().SubscribeAsync("t", new SubscribeRequest { FromBeginning = true }))
        {
            seen.Add(prediction);
            if (seen.Count == 2)
                break;
        }

        seen.Select(p => (p.EventId, p.Cursor)).ShouldBe([("1", "b"), ("2", "d")]);
        server.Asked.Select(a => a.LastId).ShouldBe([null, "a", "c", "c", "c"]);
        server.Asked.Select(a => a.Query.Contains("from_beginning=true")).ShouldBe([true, false, false, false, false]);
    }

    /// <summary>One server takes the connection and does not answer, the next one falls silent in the midst of its answer.</summary>
    [Fact]
    public async Task A_stream_that_falls_silent_is_opened_again()
    {
        var answer = $"id: b\nevent: prediction\ndata: {Prediction("1")}\n\n";
        // More than one that speaks: on a busy machine it may be given up as well.
        var server = new Server([Silence, Silent(), .. Enumerable.Range(0, 5).Select(_ => Events(answer))]);
        await foreach (
            var prediction in server.Client(o => o.StreamTimeout = TimeSpan.FromSeconds(1)).SubscribeAsync("t").WithCancellation(Soon())
        )
        {
            prediction.EventId.ShouldBe("1");
            break;
        }

        server.Asked.Count.ShouldBeGreaterThanOrEqualTo(3);
    }

    static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

    static string Prediction(string id) =>
        $$"""
            {"schema":1,"topology":"t","topology_version":1,"event_id":"{{id}}","key":"k","event_time":"2018-06-11T00:00:00.000001Z","score":0.5,
            """.Trim() + """ "decision":"look","model":{"rule":true},"lineage_id":"t/s/0/1/0","later":"member"}""";

    static HttpResponseMessage Busy()
    {
        var answer = Status(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromMilliseconds(1));
        return answer;
    }

    static HttpResponseMessage Status(HttpStatusCode status)
    {
        var answer = new HttpResponseMessage(status);
        answer.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.Zero);
        return answer;
    }

    static HttpResponseMessage Json(string json) => new() { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    static HttpResponseMessage Events(string text) =>
        new() { Content = new StringContent($"retry: 1\n\n{text}", Encoding.UTF8, "text/event-stream") };

    static HttpResponseMessage Silent() => new() { Content = new StreamContent(new Pipe().Reader.AsStream()) };

    sealed record Asked(string? Key, string? LastId, string Query, string? Body);

    /// <summary>Answers one after the other; null: the connection breaks.</summary>
    sealed class Server(params IEnumerable<HttpResponseMessage?> answers) : HttpMessageHandler
    {
        readonly Queue<HttpResponseMessage?> _answers = new(answers);

        public List<Asked> Asked { get; } = [];

        public StreamingClient Client(params IEnumerable<HttpResponseMessage?> further)
        {
            foreach (var answer in further)
                _answers.Enqueue(answer);
            return Client(_ => { });
        }

        public StreamingClient Client(Action<StreamingClientOptions> configure)
        {
            var services = new ServiceCollection();
            services.AddStreamingClient(configure).ConfigurePrimaryHttpMessageHandler(() => this);
            return services.BuildServiceProvider().GetRequiredService<StreamingClient>();
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            string? Header(string name) => request.Headers.TryGetValues(name, out var values) ? values.Single() : null;
            var body = request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : null;
            Asked.Add(new Asked(Header("Idempotency-Key"), Header("Last-Event-ID"), request.RequestUri!.Query, body));
            var answer = _answers.Dequeue();
            if (answer == Silence)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            return answer ?? throw new HttpRequestException("The connection broke.");
        }
    }
}

using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Streaming.Topology;

namespace Streaming.Benchmarks.Workloads;

/// <summary>The numeric events as requests to a gateway, each event under an id of its own, at the time at which it is sent.</summary>
/// <param name="client">Sends them.</param>
/// <param name="topology">Path of the topology.</param>
sealed class NumericRequests(HttpClient client, string topology)
{
    static readonly MediaTypeHeaderValue Json = new("application/json");

    readonly IReadOnlyList<string> _bodies = NumericEvents.SampleBodies();
    int _next;

    public Task DecideAsync(CancellationToken stop) => SendAsync("decide", Event(), stop);

    public Task PublishAsync(CancellationToken stop) => SendAsync("events", Event(), stop);

    public Task PublishManyAsync(int count, CancellationToken stop)
    {
        var body = new StringBuilder("[");
        for (var i = 0; i < count; i++)
            body.Append(i == 0 ? "" : ",").Append(Event());
        return SendAsync("events", body.Append(']').ToString(), stop);
    }

    string Event()
    {
        var number = Interlocked.Increment(ref _next);
        var at = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        return string.Create(CultureInfo.InvariantCulture, $"{{\"id\":\"{number:D9}\",\"at\":{at}{_bodies[number % _bodies.Count]}");
    }

    async Task SendAsync(string what, string body, CancellationToken stop)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = Json } };
        using var answer = await client.PostAsync($"{topology}/{what}", content, stop);
        if (!answer.IsSuccessStatusCode)
            throw new StreamingException($"{what}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(stop)}");
    }
}

using System.Globalization;
using Streaming.Events.Time;
using Streaming.Topology;
using Streaming.Topology.Plan;

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>One made-up event with its label.</summary>
public sealed record SampleEvent(string Id, DateTime At, string Account, string Device, double Amount, bool Bad)
{
    public DateTime Known => At + Sample.LabelDelay;

    /// <summary>A field that the first version of the topology does not know; null: not sent.</summary>
    public string? Channel { get; init; }

    public string Json =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":"{{Id}}","at":"{{At:yyyy-MM-ddTHH:mm:ss.ffffff}}Z","account":"{{Account}}","device":"{{Device}}","amount":{{Amount:R}}{{(Channel is null ? "" : $",\"channel\":\"{Channel}\"")}}}"""
        );

    public string LabelJson =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":"{{Id}}","at":"{{At:yyyy-MM-ddTHH:mm:ss.ffffff}}Z","known":"{{Known:yyyy-MM-ddTHH:mm:ss.ffffff}}Z","device":"{{Device}}","bad":{{(Bad ? "true" : "false")}}}"""
        );
}

/// <summary>A small pipeline with two keys and labels, and events for it from a seed.</summary>
public static class Sample
{
    public static readonly TimeSpan LabelDelay = TimeSpan.FromHours(2);

    /// <summary>Names every topic after the topology, so that tests do not meet.</summary>
    /// <param name="name">Of the topology.</param>
    /// <param name="source">Further keys of the source, a line each.</param>
    /// <param name="fields">Further fields, a line each.</param>
    /// <param name="validate">Further keys of the validation, a line each.</param>
    /// <param name="score">Further keys of the score, a line each.</param>
    /// <param name="more">Further keys of the topology, a line each.</param>
    public static PipelinePlan Plan(
        string name,
        string[]? source = null,
        string[]? fields = null,
        string[]? validate = null,
        string[]? score = null,
        string[]? more = null
    ) =>
        PlanCompiler.Compile(
            TopologyLoader.Parse(
                $$"""
                topology: {{name}}
                version: 1
                source:
                  topic: {{name}}-events
                  key: account
                  id: id
                  time: at
                {{Lines(2, source)}}
                  fields:
                    id: { type: string, max_length: 64 }
                    at: timestamp
                    account: { type: string, personal: true }
                    device: string
                    amount: { type: double, min: 0 }
                {{Lines(4, fields)}}
                labels:
                  topic: {{name}}-labels
                  id: id
                  time: at
                  known: known
                  delay: 2h
                  target: bad
                  fields:
                    device: string
                    bad: bool
                validate:
                  duplicates_within: 1d
                {{Lines(2, validate)}}
                  rules:
                    amount-too-large: amount <= 10000
                features:
                  amount: amount
                  night: hour(at) <= 6
                  account_count: { count: "*", per: account, over: 6h }
                  account_mean: { mean: amount, per: account, over: 1d }
                  account_spread: { stddev: amount, per: account, over: 1d, empty: 0 }
                  device_count: { count: "*", per: device, over: 1d, delay: 2h }
                  device_risk: { mean: labels.bad, per: device, over: 1d, delay: 2h, empty: 0 }
                  relative: if(account_mean > 0, amount / account_mean, 0)
                score:
                {{Lines(2, score)}}
                  rule: amount / 1000 + device_risk / 2
                  decide: { block: score >= 0.8, pass: otherwise }
                output: { predictions: {{name}}-predictions, quarantine: {{name}}-quarantine }
                lineage: { keep: 30d, keep_raw: rejected }
                {{Lines(0, more)}}
                """
            )
        );

    /// <summary>In event-time order; several may share a microsecond.</summary>
    public static List<SampleEvent> Events(int count, int seed = 1)
    {
        var random = new Random(seed);
        var at = new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        var events = new List<SampleEvent>(count);
        for (var i = 0; i < count; i++)
        {
            if (random.Next(10) > 0)
                at = at.AddMicroseconds(random.Next(1, 120_000_000));
            events.Add(
                new SampleEvent(
                    (1000 + i).ToString(CultureInfo.InvariantCulture),
                    at,
                    $"a{random.Next(40)}",
                    $"d{random.Next(15)}",
                    Math.Round(random.NextDouble() * 900, 2),
                    random.Next(20) == 0
                )
            );
        }

        return events;
    }

    /// <summary>Publishes events and their labels in the order of their times, with watermarks now and then.</summary>
    /// <param name="publisher">To publish with.</param>
    /// <param name="plan">Whose topics.</param>
    /// <param name="events">In event-time order.</param>
    /// <param name="partitions">Of the source topic.</param>
    /// <param name="labelPartitions">Of the labels topic.</param>
    /// <param name="idleAtEnd">Say at the end that nothing follows for now.</param>
    /// <param name="before">Called before an event is sent, with its index.</param>
    public static void Publish(
        TestPublisher publisher,
        PipelinePlan plan,
        IReadOnlyList<SampleEvent> events,
        int partitions,
        int labelPartitions,
        bool idleAtEnd = true,
        Action<int>? before = null
    )
    {
        var publication = new SamplePublication(publisher, plan, events, partitions, labelPartitions) { Before = before };
        if (idleAtEnd)
            publication.Announce();
        publication.To(events.Count);
        publication.End(idleAtEnd);
    }

    public static Timestamp Time(DateTime time) => Timestamp.From(new DateTimeOffset(time, TimeSpan.Zero));

    static string Lines(int indent, string[]? lines) => string.Join('\n', (lines ?? []).Select(line => new string(' ', indent) + line));
}

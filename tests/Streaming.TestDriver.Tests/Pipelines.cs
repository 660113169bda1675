using System.Globalization;
using System.Runtime.CompilerServices;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.TestDriver.Tests;

/// <summary>Topologies that are driven, and events for them.</summary>
static class Pipelines
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static readonly TopologyModel TwoStages = TopologyLoader.Parse(
        """
        topology: orders
        version: 1
        source:
          topic: orders
          key: customer
          id: id
          time: at
          fields: { id: string, at: timestamp, customer: string, shop: string, amount: { type: double, min: 0 } }
        labels:
          topic: complaints
          id: id
          time: at
          known: known
          target: bad
          fields: { shop: string, bad: bool }
        validate: { future_skew: 5m }
        features:
          spent: { sum: amount, per: customer, over: 1h }
          sold: { count: "*", per: shop, over: 1h }
          risk: { mean: labels.bad, per: shop, over: 1d, empty: 0 }
        score:
          rule: if(spent > 100, 1, 0)
          decide: { look: score >= 0.5, pass: otherwise }
        output: { predictions: orders.predictions, quarantine: orders.quarantine }
        lineage: { keep: 30d }
        """
    );

    public static readonly TopologyModel Unlabelled = TopologyLoader.Parse(
        """
        topology: orders
        version: 1
        source: { topic: orders, key: customer, id: id, time: at, fields: { id: string, at: timestamp, customer: string } }
        features: { hour: hour(at) }
        score: { rule: "0.5", decide: { any: otherwise } }
        output: { predictions: orders.predictions, quarantine: orders.quarantine }
        lineage: { keep: 30d }
        """
    );

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    public static string Order(int id, int second, string customer, string shop, double amount) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"id":"{{id}}","at":"{{Start.AddSeconds(second):yyyy-MM-ddTHH:mm:ssZ}}","customer":"{{customer}}","shop":"{{shop}}","amount":{{amount}}}"""
        );

    static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}

using System.Globalization;
using Streaming.Application.FindRecord;
using Streaming.Events.Text;
using Streaming.Lineage.Lookup;
using Streaming.Topology.Model;

namespace Streaming.Application.ListRecords;

/// <summary>Records, the last recorded first.</summary>
/// <param name="Records">Scored and rejected ones; one that is still on its way is not among them.</param>
/// <param name="Before">There may be older ones: what a request for them has to begin before. Null: there are none.</param>
/// <param name="NotIndexed">So many batches had to be read whole, since the lookup index says nothing of their keys and decisions.</param>
public sealed record ListedRecords(IReadOnlyList<ListedRecord> Records, string? Before, long NotIndexed);

/// <summary>What became of a record, in a line.</summary>
/// <param name="LineageId">Address of the record in its batch: topology/stage/partition/version/row.</param>
/// <param name="EventId">Null where none could be read.</param>
/// <param name="Key">As text; null: it had none.</param>
/// <param name="Verdict">Scored or rejected.</param>
/// <param name="Score">Null where it was rejected.</param>
/// <param name="Decision">Null where it was rejected.</param>
/// <param name="Model">What decided; null where a rule did, or nothing.</param>
/// <param name="Rejection">Why it was rejected; null where it was not.</param>
/// <param name="Source">Where it came from, and when it happened.</param>
public sealed record ListedRecord(
    string LineageId,
    string? EventId,
    string? Key,
    RecordVerdict Verdict,
    float? Score,
    string? Decision,
    ListedModel? Model,
    FoundRejection? Rejection,
    FoundSource Source
)
{
    internal static ListedRecord Of(TopologyModel topology, LineageRecord record) =>
        new(
            record.LineageId.ToString(),
            record.EventId,
            KeyOf(topology, record),
            record.Rejection is null ? RecordVerdict.Scored : RecordVerdict.Rejected,
            record.Score,
            record.Decision,
            record.DecidedBy is { } model ? new ListedModel(model.Name, model.Version) : null,
            record.Rejection is { } why ? new FoundRejection(why.Reason, why.Rule, why.Detail) : null,
            FoundSource.Of(topology, record)
        );

    static string? KeyOf(TopologyModel topology, LineageRecord record) =>
        record.Rejection is { } rejection
            ? rejection.Key is { } bytes
                ? Printable.Bytes(bytes)
                : null
            : Convert.ToString(record.Fields.GetValueOrDefault(topology.Source.Key), CultureInfo.InvariantCulture);
}

/// <summary>A version of a model.</summary>
public sealed record ListedModel(string Name, int Version);

using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Lineage.Batches;
using Streaming.Topology.Model;

namespace Streaming.Lineage.Lookup;

/// <summary>One row taken apart by the roles of its columns.</summary>
sealed class RowReader(LineageBatch batch, string table, RecordBatch columns, int row)
{
    public RecordLocation Location { get; } = new(batch.Stream, batch.Version, table, row);

    /// <summary>
    /// The record in its source topic, the same in every stage: what tells two records of one event id apart. The topic is
    /// known of rejected records only, which may also come from the labels topic.
    /// </summary>
    public (string? Topic, int Partition, long Offset) Origin =>
        (Text(RejectedColumns.Topic), Get<int>(SystemColumns.Partition), Get<long>(SystemColumns.Offset));

    /// <summary>A stage further down has computed more of the row: a score, or else more features.</summary>
    public int Progress => Columns.Has(columns, TableNames.Score) ? int.MaxValue : Features().Count;

    public Timestamp EventTime => new(Get<long>(SystemColumns.EventTime));

    public LineageId LineageId => new(batch.Stream, batch.Version, LineageId.FirstOf(table, batch.Table) + row);

    public LineageRecord Record()
    {
        var rejected = table == TableNames.Rejected;
        return new LineageRecord
        {
            Location = Location,
            LineageId = LineageId,
            EventId = rejected ? Text(RejectedColumns.EventId) : EventId(),
            Source = new SourceCoordinates(
                Text(RejectedColumns.Topic),
                Origin.Partition,
                Origin.Offset,
                new Timestamp(Get<long>(SystemColumns.SourceTime)),
                new Timestamp(Get<long>(SystemColumns.ArrivalTime)),
                Columns.Has(columns, SystemColumns.EventTime) ? EventTime : null,
                (RowFlags)Get<byte>(SystemColumns.Flags)
            ),
            Fields = rejected ? new Dictionary<string, object?>(StringComparer.Ordinal) : Fields(),
            Features = rejected ? new Dictionary<string, float>(StringComparer.Ordinal) : Features(),
            Score = Score(),
            Decision = Text(TableNames.Decision),
            Guarded = rejected ? null : RecordedGuard.Of(batch.Header, columns, row),
            DecidedBy = rejected ? null : Deciders.Of(batch.Header, columns, row),
            OtherScores = rejected ? [] : OtherScores(),
            Explanation = rejected ? null : Explanation(),
            Rejection = rejected ? Rejection() : null,
            Header = batch.Header,
            BatchHash = batch.Hash,
        };
    }

    /// <summary>What a row of the control table says of a record; null where it is another kind of command.</summary>
    public RecordedOverride? Override() =>
        table == TableNames.Control
        && Text(ControlCommands.Kind) == ControlCommands.Override
        && LineageId.TryParse(Text(ControlCommands.Record) ?? "", out var record)
            ? new RecordedOverride(
                LineageId,
                Text(ControlCommands.Id) ?? "",
                record,
                Text(ControlCommands.Overruled) ?? "",
                Text(ControlCommands.Decision) ?? "",
                Text(ControlCommands.Author) ?? "",
                Text(ControlCommands.Because),
                EventTime
            )
            : null;

    RecordedExplanation? Explanation() =>
        Columns.HasFeature(columns, RecordColumns.ExplainBase)
        && ((FloatArray)columns.Column(Columns.FeatureIndexOf(columns.Schema, RecordColumns.ExplainBase))).GetValue(row) is { } at
            ? new RecordedExplanation(
                at,
                Pick(f => f.Name.StartsWith(RecordColumns.Contribution, StringComparison.Ordinal), v => (float?)v ?? float.NaN)
                    .ToDictionary(c => c.Key[RecordColumns.Contribution.Length..], c => c.Value, StringComparer.Ordinal),
                JsonSerializer.Deserialize<string[]>(Text(RecordColumns.Reasons) ?? "[]")!
            )
            : null;

    IReadOnlyList<OtherScore> OtherScores() =>
        [
            .. batch.Header.ScoredBy.SelectMany(
                (by, place) =>
                    RecordedScores.WhereItDidNotDecide(columns, place, row) is { } score ? [new OtherScore(by, score)] : (OtherScore[])[]
            ),
        ];

    /// <summary>Declared fields: neither system columns nor features nor results.</summary>
    public OrderedDictionary<string, object?> Fields() =>
        Pick(
            f =>
                f.DataType is not FloatType
                && f.Name != TableNames.Decision
                && (f.Name == RowSchema.UnknownColumn || !f.Name.StartsWith('_')),
            v => v
        );

    OrderedDictionary<string, float> Features() => Pick(RecordColumns.IsFeature, v => (float?)v ?? float.NaN);

    RecordedRejection Rejection() =>
        new(
            Text(RejectedColumns.Reason) ?? "",
            Text(RejectedColumns.Rule),
            Text(RejectedColumns.Detail),
            Value(RejectedColumns.Key) as byte[],
            Value(RejectedColumns.Raw) as byte[],
            Pick(_ => true, v => v)
        );

    string? EventId() => batch.Header.IdColumn is { } column ? Value(column)?.ToString() : null;

    OrderedDictionary<string, T> Pick<T>(Func<Field, bool> which, Func<object?, T> value)
    {
        var picked = new OrderedDictionary<string, T>(StringComparer.Ordinal);
        for (var i = 0; i < columns.ColumnCount; i++)
        {
            if (columns.Schema.GetFieldByIndex(i) is var field && which(field))
                picked[field.Name] = value(CellValue.Of(columns.Column(i), row));
        }

        return picked;
    }

    float? Score() => Columns.Has(columns, TableNames.Score) ? Columns.Float(columns, TableNames.Score)[row] : null;

    object? Value(string column) => Columns.Has(columns, column) ? CellValue.Of(Columns.Column(columns, column), row) : null;

    string? Text(string column) => Value(column) as string;

    T Get<T>(string column)
        where T : struct => Value(column) as T? ?? default;
}

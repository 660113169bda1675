using System.Buffers.Text;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Types;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Lookup;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Lineage.Export;

/// <summary>One exported column: its field, and how a part of a table fills it (null: all its rows are null).</summary>
sealed record ExportColumn(Field Field, Func<ExportPart, IArrowArray?> Values)
{
    /// <summary>Exported unless columns are named.</summary>
    public bool Usual { get; init; } = true;

    /// <summary>The same, which is exported unless columns are named where something holds alone.</summary>
    public ExportColumn Where(bool holds) => this with { Usual = holds };
}

/// <summary>Rows of one table of one batch.</summary>
/// <param name="Rows">Their numbers in the stored table.</param>
sealed record ExportPart(LineageBatch Batch, RecordBatch Table, bool Rejected, int[] Rows);

/// <summary>
/// The columns an export can have: outcome first, then source coordinates, fields, features and results, with explanations and what
/// guards changed. A feature that shares its name with a field is called <c>{name}.feature</c>. The same for accepted and rejected records.
/// </summary>
static class ExportColumns
{
    public const string Scored = "scored";
    public const string Rejected = "rejected";
    public const string FeatureSuffix = ".feature";

    public static IReadOnlyList<ExportColumn> Of(ExportRequest request)
    {
        var topology = request.Plan.Topology;
        var all = request.HidesPersonal ? All(topology).Select(column => Hidden(column, topology)).ToList() : All(topology).ToList();
        if (request.Columns is null)
            return all.Where(c => c.Usual).ToList();
        var unknown = request.Columns.Where(name => all.TrueForAll(c => c.Field.Name != name)).ToList();
        return unknown.Count == 0
            ? request.Columns.Select(name => all.First(c => c.Field.Name == name)).ToList()
            : throw new StreamingException(
                $"There is no column {string.Join(", ", unknown)} to export; there are {string.Join(", ", all.Select(c => c.Field.Name))}."
            )
            {
                Kind = FailureKind.Invalid,
            };
    }

    /// <summary>A column, without values where they are personal, or are of the bytes of which a personal field is read.</summary>
    static ExportColumn Hidden(ExportColumn column, TopologyModel topology)
    {
        var personal = topology.Source.Fields.Where(f => f.Personal).Select(f => f.Name).ToList();
        var hidden = column.Field.Name switch
        {
            // A declared field may have such a name, too.
            var name when personal.Contains(name) => true,
            RejectedColumns.Key => personal.Contains(topology.Source.Key),
            RejectedColumns.Raw => personal.Count > 0,
            _ => false,
        };
        return hidden ? column with { Values = _ => null } : column;
    }

    static IEnumerable<ExportColumn> All(TopologyModel topology)
    {
        yield return Text("outcome", p => Constant(p, p.Rejected ? Rejected : Scored));
        yield return Text(RejectedColumns.Reason, Stored(RejectedColumns.Reason));
        yield return Text(RejectedColumns.Rule, Stored(RejectedColumns.Rule));
        yield return Text(RejectedColumns.Detail, Stored(RejectedColumns.Detail));
        yield return Column(SystemColumns.Partition, Int32Type.Default, Stored(SystemColumns.Partition));
        yield return Column(SystemColumns.Offset, Int64Type.Default, Stored(SystemColumns.Offset));
        foreach (var time in new[] { SystemColumns.SourceTime, SystemColumns.ArrivalTime, SystemColumns.EventTime })
            yield return Column(time, ArrowTypes.Timestamp, p => AsTimestamps(Stored(time)(p)));
        yield return Column(SystemColumns.Flags, UInt8Type.Default, Stored(SystemColumns.Flags));
        foreach (var field in topology.Source.Fields)
            yield return Field(field, topology.Source.Id);
        if (topology.Source.UnknownFields == UnknownFields.Keep)
            yield return Text(RowSchema.UnknownColumn, Stored(RowSchema.UnknownColumn));
        foreach (var feature in topology.Features)
        {
            var clash = topology.Source.Fields.Any(f => f.Name == feature.Name);
            yield return Float(clash ? feature.Name + FeatureSuffix : feature.Name, feature.Name);
        }

        yield return Float(TableNames.Score, TableNames.Score);
        yield return Text(TableNames.Decision, Stored(TableNames.Decision));
        foreach (var outcome in Outcomes(topology))
            yield return outcome;
        yield return Column("model_version", Int32Type.Default, ModelVersion);
        yield return Text("lineage_id", LineageIds);
        yield return Column(RejectedColumns.Key, BinaryType.Default, Stored(RejectedColumns.Key)) with
        {
            Usual = false,
        };
        yield return Column(RejectedColumns.Raw, BinaryType.Default, Stored(RejectedColumns.Raw)) with
        {
            Usual = false,
        };
    }

    /// <summary>What became of a row beside its decision, under the names that lineage has for it: no field and no feature has such
    /// a name. Exported where the topology has it recorded, and where it is named.</summary>
    static IEnumerable<ExportColumn> Outcomes(TopologyModel topology)
    {
        var (guarded, explained) = (topology.Guards.Count > 0, topology.Explain?.When is not null);
        yield return Text(RecordColumns.UnguardedDecision, Stored(RecordColumns.UnguardedDecision)).Where(guarded);
        yield return Text(RecordColumns.ChangedBy, Stored(RecordColumns.ChangedBy)).Where(guarded);
        yield return Float(RecordColumns.Isolation, RecordColumns.Isolation).Where(topology.Guards.Any(g => g is OutlierGuard));
        yield return Float(RecordColumns.ExplainBase, RecordColumns.ExplainBase).Where(explained);
        foreach (var name in topology.Features.Select(f => RecordColumns.ContributionOf(f.Name)))
            yield return Float(name, name).Where(explained);
        yield return Text(RecordColumns.Reasons, Stored(RecordColumns.Reasons)).Where(explained);
    }

    static ExportColumn Column(string name, IArrowType type, Func<ExportPart, IArrowArray?> values) =>
        new(new Field(name, type, nullable: true), values);

    static ExportColumn Text(string name, Func<ExportPart, IArrowArray?> values) => Column(name, StringType.Default, values);

    static ExportColumn Float(string name, string feature) => Column(name, FloatType.Default, p => Find(p.Table, feature, isFeature: true));

    static ExportColumn Field(FieldModel field, string id)
    {
        var stored = Stored(field.Name);
        return Column(field.Name, ArrowTypes.Of(field.Type), p => !p.Rejected ? stored(p)
            : field.Name == id ? RejectedId(p, field.Type)
            : null);
    }

    static Func<ExportPart, IArrowArray?> Stored(string name) => part => Find(part.Table, name, isFeature: false);

    static IArrowArray? Find(RecordBatch table, string name, bool isFeature)
    {
        for (var i = 0; i < table.ColumnCount; i++)
        {
            if (table.Schema.GetFieldByIndex(i) is var field && field.DataType is FloatType == isFeature && field.Name == name)
                return table.Column(i);
        }

        return null;
    }

    static IArrowArray Constant(ExportPart part, string value)
    {
        var text = new BytesColumnBuilder(StringType.Default);
        var bytes = Encoding.UTF8.GetBytes(value);
        foreach (var _ in part.Rows)
            text.Append(bytes);
        return text.Build();
    }

    /// <summary>Microseconds as they are stored, under the type that says so.</summary>
    static TimestampArray? AsTimestamps(IArrowArray? column) =>
        column is null
            ? null
            : new TimestampArray(
                new ArrayData(ArrowTypes.Timestamp, column.Length, column.NullCount, column.Offset, column.Data.Buffers, children: null)
            );

    /// <summary>A rejected record's id is text whatever the field's type: it may be what was wrong with it.</summary>
    static IArrowArray? RejectedId(ExportPart part, FieldType type)
    {
        if (type == FieldType.String)
            return Find(part.Table, RejectedColumns.EventId, isFeature: false);
        if (type != FieldType.Int)
            return null;
        var texts = Columns.Bytes(part.Table, RejectedColumns.EventId);
        var numbers = new FixedColumnBuilder<long>(Int64Type.Default);
        for (var i = 0; i < texts.Length; i++)
        {
            if (Utf8Parser.TryParse(texts[i], out long number, out var read) && read == texts[i].Length)
                numbers.Append(number);
            else
                numbers.AppendNull();
        }

        return numbers.Build();
    }

    static IArrowArray? ModelVersion(ExportPart part)
    {
        var header = part.Batch.Header;
        if (part.Rejected || header.ScoredBy.Count == 0)
            return null;
        var versions = new FixedColumnBuilder<int>(Int32Type.Default);
        if (!Columns.Has(part.Table, RecordColumns.DecidedBy) && header.Model is { } decider)
        {
            versions.AppendMany(decider.Version, part.Rows.Length);
            return versions.Build();
        }

        for (var row = 0; row < part.Table.Length; row++)
        {
            if (Deciders.Of(header, part.Table, row) is { } model)
                versions.Append(model.Version);
            else
                versions.AppendNull();
        }

        return versions.Build();
    }

    static IArrowArray? LineageIds(ExportPart part)
    {
        if (part.Rejected)
            return null;
        var ids = new BytesColumnBuilder(StringType.Default);
        var prefix = Encoding.UTF8.GetBytes($"{part.Batch.Stream}/{part.Batch.Version}/");
        Span<byte> id = stackalloc byte[prefix.Length + 10];
        prefix.CopyTo(id);
        foreach (var row in part.Rows)
        {
            Utf8Formatter.TryFormat(row, id[prefix.Length..], out var digits);
            ids.Append(id[..(prefix.Length + digits)]);
        }

        return ids.Build();
    }
}

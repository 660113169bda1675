using System.Text;
using Apache.Arrow;
using Streaming.Events.Raw;
using Streaming.Events.Rows;
using Streaming.Events.Time;
using Streaming.Topology.Expressions;
using Streaming.Topology.Model;

namespace Streaming.Validation.Tests;

/// <summary>A specification that uses every rule, and records for it.</summary>
static class Fixture
{
    public static IReadOnlyList<FieldModel> Fields { get; } =
    [
        new("id", FieldType.String) { MaxLength = 16 },
        new("when", FieldType.Timestamp),
        new("customer", FieldType.String),
        new("amount", FieldType.Double) { Min = 0, Max = 1000 },
        new("country", FieldType.String) { Optional = true, Values = ["DE", "FR"] },
        new("code", FieldType.String) { Optional = true, Pattern = "[A-Z]{2}[0-9]+" },
        new("count", FieldType.Int) { Optional = true, Min = -5 },
    ];

    public static ValidationSpec Spec { get; } =
        new()
        {
            Topic = "events",
            Schema = RowSchema.Create(Fields),
            Id = "id",
            Time = "when",
            Key = "customer",
            Placement = PartitionerKind.Murmur2,
            MaxBytes = 4_000,
            FutureSkew = TimeSpan.FromMinutes(5),
            MaxAge = TimeSpan.FromDays(10),
            DuplicatesWithin = TimeSpan.FromHours(1),
            Rules =
            [
                new RuleModel(
                    "no-round-amounts",
                    new Binary(BinaryOperator.NotEqual, new ColumnRef("amount", ExprType.Number), new NumberLiteral(100), ExprType.Bool)
                ),
            ],
        };

    /// <summary>Arrival time of every batch here.</summary>
    public static Timestamp Now { get; } = Time("2018-06-11T12:00:00Z");

    public static Validator Create(
        ValidationSpec? spec = null,
        int partition = 0,
        int partitions = 1,
        int rawLimit = Validator.DefaultRawLimit
    ) => new(spec ?? Spec, partition, partitions, rawLimit);

    public static string Event(
        string id = "e1",
        string when = "2018-06-11T12:00:00",
        string customer = "c1",
        string amount = "12.5",
        string more = ""
    ) => $$"""{"id":"{{id}}","when":"{{when}}","customer":"{{customer}}","amount":{{amount}}{{more}}}""";

    public static RawBatch Raw(params (string? Key, string? Value)[] records) =>
        Raw([
            .. records.Select(r =>
                (r.Key is null ? null : Encoding.UTF8.GetBytes(r.Key), r.Value is null ? null : Encoding.UTF8.GetBytes(r.Value))
            ),
        ]);

    public static RawBatch Raw(IReadOnlyList<(byte[]? Key, byte[]? Value)> records, long firstOffset = 100)
    {
        var builder = new RawBatchBuilder("events", 0);
        foreach (var (key, value) in records)
            builder.Append(firstOffset++, new Timestamp(7), key, key is not null, value, value is not null);
        builder.Advance(firstOffset);
        return builder.Build(Now);
    }

    public static ValidatedBatch Validate(this Validator validator, params (string? Key, string? Value)[] records) =>
        validator.Validate(Raw(records));

    /// <summary>Verdict of the only record: null for accepted.</summary>
    public static string? Verdict(this Validator validator, string? key, string? value)
    {
        var batch = validator.Validate((key, value));
        (batch.Accepted.Length + batch.Rejected.Length).ShouldBe(1);
        return batch.Rejected.Length == 0 ? null : Text(batch.Rejected, RejectedColumns.Reason, 0);
    }

    public static string? Text(RecordBatch batch, string column, int row)
    {
        var values = Columns.Bytes(batch, column);
        return values.IsNull(row) ? null : Encoding.UTF8.GetString(values[row]);
    }

    public static Timestamp Time(string text)
    {
        IsoTime.TryParse(Encoding.UTF8.GetBytes(text), out var time).ShouldBeTrue();
        return time;
    }
}

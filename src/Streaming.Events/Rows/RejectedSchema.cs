using Apache.Arrow;
using Apache.Arrow.Types;

namespace Streaming.Events.Rows;

/// <summary>The table of rejected records (<see cref="RejectedColumns"/>).</summary>
public static class RejectedSchema
{
    /// <summary>Length of a hash of what came in, SHA-256.</summary>
    public const int HashBytes = 32;

    /// <summary>Its columns.</summary>
    public static Schema Arrow { get; } =
        new(
            [
                new Field(SystemColumns.Partition, Int32Type.Default, nullable: false),
                new Field(SystemColumns.Offset, Int64Type.Default, nullable: false),
                new Field(SystemColumns.SourceTime, Int64Type.Default, nullable: false),
                new Field(SystemColumns.ArrivalTime, Int64Type.Default, nullable: false),
                new Field(RejectedColumns.Topic, StringType.Default, nullable: false),
                new Field(RejectedColumns.Key, BinaryType.Default, nullable: true),
                new Field(RejectedColumns.Raw, BinaryType.Default, nullable: true),
                new Field(RejectedColumns.EventId, StringType.Default, nullable: true),
                new Field(RejectedColumns.Reason, StringType.Default, nullable: false),
                new Field(RejectedColumns.Rule, StringType.Default, nullable: true),
                new Field(RejectedColumns.Detail, StringType.Default, nullable: false),
                new Field(RejectedColumns.RawLength, Int64Type.Default, nullable: false),
                new Field(RejectedColumns.RawHash, new FixedSizeBinaryType(HashBytes), nullable: false),
            ],
            metadata: null
        );
}

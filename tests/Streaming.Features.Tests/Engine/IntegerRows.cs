using Apache.Arrow;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;
using Streaming.Topology.Model;

namespace Streaming.Features.Tests.Engine;

/// <summary>Rows of one key, a second apart, with an integer that may be null.</summary>
static class IntegerRows
{
    public static RecordBatch Build(SourceModel source, IReadOnlyList<long?> accounts, int firstSecond = 1)
    {
        var rows = new RowBuilder(RowSchema.ForSource(source).Arrow);
        for (var i = 0; i < accounts.Count; i++)
        {
            rows.Fixed<int>(SystemColumns.Partition).Append(0);
            foreach (
                var column in new[]
                {
                    SystemColumns.Offset,
                    SystemColumns.SourceTime,
                    SystemColumns.ArrivalTime,
                    SystemColumns.EventTime,
                    "time",
                }
            )
            {
                rows.Fixed<long>(column).Append(1_000_000L * (firstSecond + i));
            }

            rows.Fixed<byte>(SystemColumns.Flags).Append(0);
            rows.Bytes("id").Append("id"u8);
            rows.Bytes("key").Append("key"u8);
            if (accounts[i] is { } account)
                rows.Fixed<long>("account").Append(account);
            else
                rows.Fixed<long>("account").AppendNull();
            rows.CommitRow();
        }
        return rows.Build();
    }
}

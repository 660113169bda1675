using System.Text;
using Streaming.Events.Partitioning;
using Streaming.Events.Rows;
using Streaming.Events.Rows.Builders;

namespace Streaming.Events.Tests.Partitioning;

public sealed class KeyRoutingTests
{
    [Fact]
    public void Rows_go_where_their_key_as_text_is_hashed_to()
    {
        var schema = new Apache.Arrow.Schema(
            [
                new("text", Apache.Arrow.Types.StringType.Default, true),
                new("int", Apache.Arrow.Types.Int64Type.Default, false),
                new("double", Apache.Arrow.Types.DoubleType.Default, false),
                new("time", ArrowTypes.Timestamp, false),
                new("bool", Apache.Arrow.Types.BooleanType.Default, false),
            ],
            null
        );
        var rows = new RowBuilder(schema);
        rows.Bytes("text").Append("4096"u8);
        rows.Fixed<long>("int").Append(-17);
        rows.Fixed<double>("double").Append(0.1);
        rows.Fixed<long>("time").Append(1_528_675_224_000_000);
        rows.Bool("bool").Append(true);
        var batch = rows.Build();

        foreach (
            var (column, text) in new[]
            {
                ("text", "4096"),
                ("int", "-17"),
                ("double", "0.1"),
                ("time", "2018-06-11T00:00:24Z"),
                ("bool", "true"),
            }
        )
        {
            Encoding.UTF8.GetString(new TextColumn(batch, column).Text(0, new byte[TextColumn.ScratchBytes])).ShouldBe(text);
            var partition = new int[1];
            KeyRouting.Partitions(batch, column, 12, partition);
            partition[0].ShouldBe(Partitioners.Murmur2Partition(Encoding.UTF8.GetBytes(text), 12));
        }
    }
}

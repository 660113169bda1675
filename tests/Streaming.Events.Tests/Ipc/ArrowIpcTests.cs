using Streaming.Events.Ipc;
using Streaming.Events.Rows.Gather;
using Streaming.Events.Tests.Rows;

namespace Streaming.Events.Tests.Ipc;

public sealed class ArrowIpcTests
{
    [Theory]
    [InlineData(0, IpcCompression.None)]
    [InlineData(1, IpcCompression.None)]
    [InlineData(500, IpcCompression.None)]
    [InlineData(0, IpcCompression.Lz4)]
    [InlineData(500, IpcCompression.Lz4)]
    public void A_batch_comes_back_as_written(int rows, IpcCompression compression)
    {
        var batch = SampleRows.Create(rows + 9, rows);
        batch = RowGather.Slice(batch, 3, rows);

        var back = ArrowIpc.Read(ArrowIpc.Write(batch, compression));

        back.Length.ShouldBe(rows);
        for (var row = 0; row < rows; row++)
            SampleRows.Cells(back, row).ShouldBe(SampleRows.Cells(batch, row));
    }
}

using Streaming.Events.Rows;

namespace Streaming.Features.Tests.CardFraud;

public sealed class RealDataTests
{
    const double Float32 = 1.2e-7;

    [Fact]
    public void All_15_features_of_all_transactions_equal_a_plain_recomputation_within_float32()
    {
        var transactions = Transactions.Read();
        transactions.Count.ShouldBe(622_892);
        var run = new StageRun();
        run.Features.ShouldBe(Recomputation.Names, ignoreOrder: true);
        var expected = new Recomputation();
        foreach (var batch in transactions.Chunk(4096))
        {
            var rows = run.Take(batch);
            var plain = batch.Select(expected.Next).ToList();
            for (var f = 0; f < Recomputation.Names.Length; f++)
            {
                var column = Columns.Float(rows, Recomputation.Names[f]);
                for (var i = 0; i < batch.Length; i++)
                {
                    if (!(Math.Abs(column[i] - plain[i][f]) <= Float32 * Math.Abs(plain[i][f])))
                        Assert.Fail($"{Recomputation.Names[f]} of transaction {batch[i].Id}: {column[i]:R} instead of {plain[i][f]:R}");
                }
            }
        }
        // Two months went through; no more than the windows' reach and the drift bound is kept.
        run.Size.Entries.ShouldBeLessThan(transactions.Count * 2);
    }
}

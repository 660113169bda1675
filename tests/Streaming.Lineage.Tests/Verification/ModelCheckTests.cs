using Streaming.Lineage.Tests.Setup;
using Streaming.Lineage.Verification;
using Streaming.Store.HashChains;

namespace Streaming.Lineage.Tests.Verification;

public sealed class ModelCheckTests(DatabaseFixture database)
{
    [Fact]
    public async Task A_model_that_lineage_names_and_nobody_has_any_more_is_told()
    {
        await using var store = await database.NewStoreAsync();
        await Samples.FillAsync(store, Samples.Stream, batches: 3, rows: 2);
        var report = await new ChainVerifier(store).VerifyAsync("card-fraud");

        (await ModelCheck.AddAsync(report, new Models(there: true))).IsSound.ShouldBeTrue();
        var fault = (await ModelCheck.AddAsync(report, new Models(there: false))).Faults.ShouldHaveSingleItem();

        (fault.Kind, fault.Stream, fault.Version).ShouldBe((FaultKind.ModelLost, Samples.Stream, 1L));
        fault.Message.ShouldContain("no cd34");
    }

    sealed class Models(bool there) : ILineageModels
    {
        public Task<string?> WhyLostAsync(string hash, CancellationToken ct) => Task.FromResult(there ? null : $"there is no {hash}");

        public Task<HashChainWalk> WalkAsync(CancellationToken ct = default) => Task.FromResult(new HashChainWalk());
    }
}

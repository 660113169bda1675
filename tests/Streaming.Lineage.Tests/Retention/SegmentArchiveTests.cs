using Streaming.Lineage.Evidence;
using Streaming.Lineage.Retention;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Lineage.Tests.Retention;

/// <summary>An archive proves itself with the operator's public key; whatever is altered in it shows.</summary>
public sealed class SegmentArchiveTests(DatabaseFixture database) : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("archive-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Any_bit_of_it_that_is_altered_shows()
    {
        await using var history = await DatedHistory.OfAsync(database, days: 4);
        var statement = (await history.RemoveAsync(DatedHistory.Keep(2), _folder)).Statement!;
        var file = statement.Streams[0].Archive!;
        using var anybody = OperatorKey.Read(history.Key.PublicPem(), "the public key");
        (await SegmentArchive.CheckAsync(file, anybody)).Statement.MadeAt.ShouldBe(statement.MadeAt);
        var sound = await File.ReadAllBytesAsync(file);
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var altered = sound.ToArray();
            // Every kind of place: the head and the end closely, the rest at random.
            var at =
                i < 150 ? i
                : i < 160 ? sound.Length - 1 - (i - 150)
                : random.Next(sound.Length);
            altered[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(file, altered);
            await Should.ThrowAsync<EvidenceException>(() => SegmentArchive.CheckAsync(file, anybody), $"bit at {at} altered");
        }
    }

    [Fact]
    public async Task What_is_cut_off_added_or_signed_by_another_shows()
    {
        await using var history = await DatedHistory.OfAsync(database, days: 4);
        var file = (await history.RemoveAsync(DatedHistory.Keep(2), _folder)).Statement!.Streams[0].Archive!;
        var sound = await File.ReadAllBytesAsync(file);
        foreach (var length in new[] { 0, 10, 60, sound.Length / 2, sound.Length - 8, sound.Length - 1 })
        {
            await File.WriteAllBytesAsync(file, sound[..length]);
            await Should.ThrowAsync<EvidenceException>(() => SegmentArchive.CheckAsync(file, history.Key), $"{length} bytes");
        }

        await File.WriteAllBytesAsync(file, [.. sound, 0]);
        (await Should.ThrowAsync<EvidenceException>(() => SegmentArchive.CheckAsync(file, history.Key))).Message.ShouldContain(
            "after its end"
        );
        await File.WriteAllBytesAsync(file, sound);
        using var other = OperatorKey.Create();
        await Should.ThrowAsync<EvidenceException>(() => SegmentArchive.CheckAsync(file, other));
        await SegmentArchive.CheckAsync(file, history.Key);
    }
}

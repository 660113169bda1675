using CsCheck;
using Streaming.Embedded.Kafka.State;
using Streaming.Embedded.Tests.Setup;

namespace Streaming.Embedded.Kafka.Tests.State;

public sealed class StateStoreTests
{
    const StateKind Kind = StateKind.Offset;

    [Fact]
    public void WhatIsPutIsThereAfterReopening()
    {
        using var folder = new ScratchFolder();
        using (var store = new StateStore(folder.Path))
        {
            store.Put(Key(1), [1, 2, 3]);
            store.Put(Key(2), []);
            store.Put(Key(3), [9]);
            store.Put(Key(1), [4]);
            store.Delete(Key(3));
        }

        using var again = new StateStore(folder.Path);
        again.Get(Key(1)).ShouldBe([4]);
        again.Get(Key(2)).ShouldBe([]);
        again.Get(Key(3)).ShouldBeNull();
        again.Entries(Kind).Count.ShouldBe(2);
        again.Entries(StateKind.Group).ShouldBeEmpty();
    }

    /// <summary>Cut or flipped anywhere, the file gives the state after some number of whole changes, never part of one.</summary>
    [Fact]
    public void ADamagedFileGivesAnEarlierState()
    {
        using var folder = new ScratchFolder();
        var states = new List<string> { "" };
        using (var store = new StateStore(folder.Path))
        {
            var random = new Random(3);
            for (var i = 0; i < 60; i++)
            {
                var changes = new StateChanges();
                for (var n = random.Next(1, 5); n > 0; n--)
                {
                    if (random.Next(4) == 0)
                        changes.Delete(Key(random.Next(10)));
                    else
                        changes.Put(Key(random.Next(10)), [.. Enumerable.Repeat((byte)i, random.Next(20))]);
                }

                store.Write(changes);
                states.Add(Describe(store));
            }
        }

        var whole = File.ReadAllBytes(Path.Combine(folder.Path, "state.log"));
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte)
            .Sample(
                (position, flip) =>
                {
                    using var copy = new ScratchFolder();
                    Directory.CreateDirectory(copy.Path);
                    var bytes = whole.ToArray();
                    bytes[position] ^= flip;
                    File.WriteAllBytes(Path.Combine(copy.Path, "state.log"), flip == 0 ? bytes[..position] : bytes);
                    using var store = new StateStore(copy.Path);
                    states.ShouldContain(Describe(store));
                    // It goes on from there.
                    store.Put(Key(99), [1]);
                    store.Dispose();
                    using var again = new StateStore(copy.Path);
                    again.Get(Key(99)).ShouldBe([1]);
                },
                iter: 200
            );
    }

    [Fact]
    public void TheFileDoesNotGrowForEver()
    {
        using var folder = new ScratchFolder();
        using var store = new StateStore(folder.Path);
        var value = new byte[1000];
        for (var i = 0; i < 60_000; i++)
        {
            value[0] = (byte)i;
            store.Put(Key(i % 50), value.ToArray());
        }

        new FileInfo(Path.Combine(folder.Path, "state.log")).Length.ShouldBeLessThan(40 << 20);
        var before = Describe(store);
        store.Dispose();
        using var again = new StateStore(folder.Path);
        Describe(again).ShouldBe(before);
    }

    static byte[] Key(int number) => StateKey.Of(Kind, writer => writer.Int32(number));

    static string Describe(StateStore store) =>
        string.Join('\n', store.Entries(Kind).Select(entry => Convert.ToHexString(entry.Key) + Convert.ToHexString(entry.Value)).Order());
}

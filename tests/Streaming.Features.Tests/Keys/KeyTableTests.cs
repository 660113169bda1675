using CsCheck;
using Streaming.Features.Keys;

namespace Streaming.Features.Tests.Keys;

public sealed class KeyTableTests
{
    [Fact]
    public void It_holds_what_a_dictionary_holds()
    {
        Gen.Select(Gen.Byte[0, 60], Gen.Int[0, 3])
            .Array[0, 300]
            .Sample(steps =>
            {
                var table = new KeyTable<State>();
                var expected = new Dictionary<byte, State>();
                foreach (var (name, dice) in steps)
                {
                    byte[] key = [name, name];
                    var hash = table.HashOf(key);
                    if (dice > 0 && table.Find(key, hash) is null)
                    {
                        var state = new State { Key = key, Hash = hash };
                        table.Add(state);
                        expected.Add(name, state);
                    }
                    else if (dice == 0 && Cell(table, name) is { } cell)
                    {
                        table.RemoveAt(cell);
                        expected.Remove(name);
                    }
                    table.Count.ShouldBe(expected.Count);
                }
                for (byte name = 0; name <= 60; name++)
                    table.Find([name, name], table.HashOf([name, name])).ShouldBeSameAs(expected.GetValueOrDefault(name));
            });
    }

    static int? Cell(KeyTable<State> table, byte name)
    {
        for (var cell = 0; cell < table.Capacity; cell++)
        {
            if (table.At(cell) is { } state && state.Key[0] == name)
                return cell;
        }
        return null;
    }

    sealed class State : KeyedState;
}

using System.Text;
using CsCheck;
using Streaming.Topology.Faults;
using Streaming.Topology.Plan;

namespace Streaming.Topology.Tests.Loading;

/// <summary>Whatever is done to a file's bytes, it loads or it has faults; nothing else is ever thrown.</summary>
public sealed class MutationTests
{
    static readonly byte[] Original = File.ReadAllBytes(Path.Combine(RepositoryFiles.Topology("card-fraud"), TopologyLoader.FileName));

    static readonly Gen<byte[]> Insertion = Gen.OneOf(
        Gen.Byte.Array[1, 3],
        Pick.From(
                "{",
                "}",
                "[",
                "]",
                ": ",
                "- ",
                "\n",
                "  ",
                "\"",
                "'",
                "`",
                "&a ",
                "*a",
                "!!x ",
                "#",
                "{n}",
                "(",
                ")",
                ",",
                "|\n",
                ">-\n",
                "? ",
                "---\n",
                "%",
                "\t",
                "not ",
                " in (",
                "99999999999d",
                "1e999",
                "\0",
                "\u2028",
                "labels.",
                "_"
            )
            .Select(Encoding.UTF8.GetBytes)
    );

    static readonly Gen<(int At, int Removed, byte[] Inserted)> Mutation = Gen.Select(
        Gen.Int[0, Original.Length],
        Gen.Int[0, 12],
        Insertion
    );

    [Fact]
    public void A_mutated_file_loads_or_has_faults() => Mutation.Array[1, 6].Sample(mutations => Survives(Mutate(mutations)), iter: 4000);

    [Fact]
    public void Lines_in_another_order_load_or_have_faults()
    {
        var lines = Encoding.UTF8.GetString(Original).Split('\n');
        Gen.Select(Gen.Int[0, lines.Length - 1], Gen.Int[0, lines.Length - 1])
            .Array[1, 4]
            .Sample(
                swaps =>
                {
                    var mixed = lines.ToArray();
                    foreach (var (a, b) in swaps)
                        (mixed[a], mixed[b]) = (mixed[b], mixed[a]);
                    Survives(Encoding.UTF8.GetBytes(string.Join('\n', mixed)));
                },
                iter: 1000
            );
    }

    static byte[] Mutate((int At, int Removed, byte[] Inserted)[] mutations)
    {
        var bytes = Original.ToList();
        foreach (var (at, removed, inserted) in mutations)
        {
            var start = Math.Min(at, bytes.Count);
            bytes.RemoveRange(start, Math.Min(removed, bytes.Count - start));
            bytes.InsertRange(start, inserted);
        }

        return [.. bytes];
    }

    static void Survives(byte[] bytes)
    {
        try
        {
            PlanCompiler.Compile(TopologyLoader.Parse(bytes, "mutated"));
        }
        catch (TopologyException e)
        {
            e.Faults.ShouldNotBeEmpty();
            e.Faults.ShouldAllBe(f => f.Line > 0 && f.Column > 0 && f.Message.Length > 0 && f.Cure.Length > 0);
        }
    }
}

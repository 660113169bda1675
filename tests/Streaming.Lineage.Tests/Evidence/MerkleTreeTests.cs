using System.Security.Cryptography;
using CsCheck;
using Streaming.Lineage.Evidence;
using Streaming.Lineage.Tests.Setup;

namespace Streaming.Lineage.Tests.Evidence;

public sealed class MerkleTreeTests
{
    /// <summary>Leaves and roots that implementations of Certificate Transparency test themselves with.</summary>
    static readonly string[] KnownLeaves =
    [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Roots_are_those_of_certificate_transparency(int count, string root)
    {
        var leaves = KnownLeaves.Take(count).Select(l => MerkleTree.Leaf([], Convert.FromHexString(l))).ToArray();

        Convert.ToHexStringLower(MerkleTree.Root(leaves)).ShouldBe(root);
    }

    [Fact]
    public void Every_path_leads_to_the_root() =>
        Trees.Sample(
            leaves =>
            {
                var root = MerkleTree.Root(leaves);
                for (var i = 0; i < leaves.Length; i++)
                    MerkleTree.RootFrom(leaves[i], i, leaves.Length, MerkleTree.Path(leaves, i)).ShouldBe(root);
            },
            iter: 200
        );

    /// <summary>
    /// Another leaf, another place, another hash on the way, one too many or too few: none of them leads to the root. (Another size
    /// of the tree may, where the path is the same; the size is part of what is signed.)
    /// </summary>
    [Fact]
    public void Nothing_else_does() =>
        Gen.Select(Trees, Gen.Int[0, 1 << 20], Gen.Int[0, 4], Gen.Int[0, 255])
            .Sample(
                (leaves, at, kind, bit) =>
                {
                    var (root, index) = (MerkleTree.Root(leaves), at % leaves.Length);
                    var (leaf, path, place) = (leaves[index], MerkleTree.Path(leaves, index), index);
                    switch (kind)
                    {
                        case 0:
                            leaf = Flipped(leaf, bit);
                            break;
                        case 1 when path.Count > 0:
                            path[at % path.Count] = Flipped(path[at % path.Count], bit);
                            break;
                        case 2:
                            path.Add(new byte[32]);
                            break;
                        case 3 when path.Count > 0:
                            path.RemoveAt(path.Count - 1);
                            break;
                        default:
                            place = (index + 1 + bit) % (2 * leaves.Length);
                            break;
                    }

                    var changed =
                        place != index
                        || leaf != leaves[index]
                        || !path.Select(Convert.ToHexString).SequenceEqual(MerkleTree.Path(leaves, index).Select(Convert.ToHexString));
                    if (changed)
                        MerkleTree.RootFrom(leaf, place, leaves.Length, path).ShouldNotBe(root);
                },
                iter: 2_000
            );

    [Fact]
    public void Any_path_at_all_is_taken() =>
        Gen.Select(Gen.Long, Gen.Long, Gen.Byte.Array[0, 40].Array[0, 70])
            .Sample((index, size, path) => MerkleTree.RootFrom(new byte[32], index, size, path));

    static readonly Gen<byte[][]> Trees = Gen.Int[1, 70]
        .Select(count => Enumerable.Range(0, count).Select(i => SHA256.HashData(BitConverter.GetBytes(i))).ToArray());

    static byte[] Flipped(byte[] hash, int bit)
    {
        var other = (byte[])hash.Clone();
        other[bit / 8 % other.Length] ^= (byte)(1 << bit % 8);
        return other;
    }
}

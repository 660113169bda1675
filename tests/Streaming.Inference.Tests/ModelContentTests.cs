using Streaming.Inference.Models;

namespace Streaming.Inference.Tests;

public sealed class ModelContentTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("models").FullName;

    [Fact]
    public void A_hash_is_the_sha256_of_the_bytes() =>
        ModelContent.FromBytes("abc"u8.ToArray()).Hash.ShouldBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    [Fact]
    public void Bytes_under_a_wrong_hash_are_refused_by_name()
    {
        var hash = ModelContent.FromBytes([1, 2, 3]).Hash;
        ModelContent.Verified([1, 2, 3], hash.ToUpperInvariant(), "here").Hash.ShouldBe(hash);
        var error = Should.Throw<ModelException>(() => ModelContent.Verified([1, 2, 4], hash, "the model registry"));
        error.Message.ShouldContain(hash);
        error.Message.ShouldContain("the model registry");
    }

    [Fact]
    public void A_folder_gives_back_what_was_saved_and_notices_what_was_altered()
    {
        var folder = new ModelDirectory(_folder);
        var content = ModelContent.FromBytes([1, 2, 3]);
        folder.Find(content.Hash).ShouldBeNull();
        folder.Save(content);
        folder.Save(content);
        folder.Find(content.Hash)!.Bytes.ToArray().ShouldBe([1, 2, 3]);

        var file = Directory.GetFiles(_folder).ShouldHaveSingleItem();
        File.WriteAllBytes(file, [1, 2, 4]);
        Should.Throw<ModelException>(() => folder.Find(content.Hash)).Message.ShouldContain(file);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../../etc/passwd")]
    [InlineData("zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void What_is_no_hash_never_becomes_a_path(string hash) =>
        Should.Throw<ModelException>(() => new ModelDirectory(_folder).Find(hash));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

namespace Streaming.Inference.Models;

/// <summary>A folder of models named by content hash (<c>{hash}.onnx</c>): a cache beside the registry, or a store of its own.</summary>
public sealed class ModelDirectory(string path)
{
    /// <summary>The model, or null where the folder has none of this hash.</summary>
    /// <exception cref="ModelException">The file's content is not what its name says, or <paramref name="hash"/> is no hash.</exception>
    public ModelContent? Find(string hash)
    {
        var file = PathOf(hash);
        return File.Exists(file) ? ModelContent.Verified(File.ReadAllBytes(file), hash, file) : null;
    }

    /// <summary>Writes the model under its hash; a reader sees the whole file or none.</summary>
    public void Save(ModelContent content)
    {
        Directory.CreateDirectory(path);
        var file = PathOf(content.Hash);
        if (File.Exists(file))
            return;
        var partial = $"{file}.{Guid.NewGuid():N}.partial";
        File.WriteAllBytes(partial, content.Bytes.Span);
        File.Move(partial, file, overwrite: true);
    }

    string PathOf(string hash) =>
        hash.Length == 64 && hash.All(char.IsAsciiHexDigit)
            ? Path.Combine(path, hash.ToLowerInvariant() + ".onnx")
            : throw new ModelException($"'{hash}' is no model hash: a model is named by the 64 hex digits of its SHA-256.");
}

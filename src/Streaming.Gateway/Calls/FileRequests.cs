using Streaming.Application.ExplainModel;
using Streaming.Application.ProveRecord;
using Streaming.Application.RegisterModel;
using Streaming.Application.Services;
using Streaming.Application.TryDetector;
using Streaming.Gateway.Routes;
using Streaming.Topology;

namespace Streaming.Gateway.Calls;

/// <summary>Requests with the files that were sent for them.</summary>
static class FileRequests
{
    /// <exception cref="StreamingException">A file is what may not be sent.</exception>
    public static TRequest With<TRequest>(TRequest said, IReadOnlyDictionary<string, SentFile> files) =>
        (TRequest)
            (object)(
                said switch
                {
                    RegisterModelRequest register => With(register, files),
                    ExplainModelRequest explain => explain with
                    {
                        Data = files[FilePart.Rows.Name].Path,
                        Background = files.GetValueOrDefault(FilePart.Background.Name)?.Path,
                    },
                    TryDetectorRequest detector => detector with
                    {
                        File = files[FilePart.Rows.Name].Path,
                        SentHash = files[FilePart.Rows.Name].Hash,
                    },
                    ProveRecordRequest prove => prove with
                    {
                        Checkpoint = files[FilePart.Checkpoint.Name].Path,
                        Key = new KeyFile(PublicOnly(files[FilePart.Key.Name].Path)),
                    },
                    _ => throw new InvalidOperationException($"{typeof(TRequest).Name} takes no files."),
                }
            );

    /// <summary>A model, with rows that prove how it scores or without.</summary>
    public static RegisterModelRequest With(RegisterModelRequest said, IReadOnlyDictionary<string, SentFile> files) =>
        said with
        {
            File = files[FilePart.Model.Name].Path,
            Data = files.GetValueOrDefault(FilePart.Proof.Name)?.Path,
            SentHash = files[FilePart.Model.Name].Hash,
        };

    static string PublicOnly(string file) =>
        File.ReadAllText(file).Contains("PRIVATE KEY", StringComparison.Ordinal)
            ? throw RequestShape.Invalid(
                "This is a private key, which does not travel: send the public one, and sign with another pair from now on."
            )
            : file;
}

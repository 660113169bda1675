namespace Streaming.Application.Exporting;

/// <summary>A request whose operation writes a file.</summary>
/// <typeparam name="TRequest">Its own type.</typeparam>
public interface IWrittenRequest<out TRequest>
{
    /// <summary>The same, with a stream in place of the file: the operation opens it once nothing but writing can fail any more, and
    /// disposes of it.</summary>
    TRequest Into(Func<Stream> output);
}

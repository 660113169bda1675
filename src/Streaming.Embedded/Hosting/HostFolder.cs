using Streaming.Embedded.Postgres;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Hosting;

/// <summary>The names inside a data folder that hosts and commands agree on.</summary>
sealed class HostFolder
{
    /// <exception cref="EmbeddedException">It cannot be made.</exception>
    public HostFolder(string dataDirectory)
    {
        Path = System.IO.Path.GetFullPath(dataDirectory);
        try
        {
            PrivateFile.CreateFolder(Path);
        }
        catch (EmbeddedPostgresException e)
        {
            throw new EmbeddedException(e.Message, e);
        }
    }

    public string Path { get; }

    /// <summary>Locked by the host for as long as it lives.</summary>
    public string HostLock => Name("host.lock");

    /// <summary>Locked by the command that is starting a host.</summary>
    public string StartLock => Name("start.lock");

    /// <summary>See <see cref="Hosting.HostFile"/>.</summary>
    public string HostFile => Name("host.json");

    /// <summary>What the host says on its standard streams.</summary>
    public string Log => Name("host.log");

    string Name(string name) => System.IO.Path.Combine(Path, name);
}

using System.Text.Json;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Hosting;

/// <summary>What a host writes into the data folder for those who look for it: its control port and the word that opens it.</summary>
/// <param name="Host">The host's process.</param>
/// <param name="ControlPort">Loopback port for leases.</param>
/// <param name="Token">Random; the file is readable by its owner only, the port by anybody on the machine.</param>
sealed record HostFile(ProcessIdentity Host, int ControlPort, string Token)
{
    /// <summary>Reads a data folder's file; null where there is none or it is damaged.</summary>
    public static HostFile? Read(HostFolder folder)
    {
        try
        {
            return JsonSerializer.Deserialize<HostFile>(File.ReadAllText(folder.HostFile));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Write(HostFolder folder)
    {
        var draft = folder.HostFile + ".new";
        PrivateFile.Write(draft, JsonSerializer.Serialize(this));
        File.Move(draft, folder.HostFile, overwrite: true);
    }

    /// <summary>Takes the file away, unless it is another host's by now: the folder may have been removed and made anew under this
    /// one.</summary>
    public void Withdraw(HostFolder folder)
    {
        if (Read(folder) == this)
            File.Delete(folder.HostFile);
    }
}

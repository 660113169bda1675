using System.Globalization;
using System.Runtime.InteropServices;
using Streaming.Embedded.Postgres.Processes;

namespace Streaming.Embedded.Postgres;

/// <summary>
/// The account the server runs under. PostgreSQL refuses to run as root, so root hands it to an unprivileged
/// account; anyone else runs it as themselves.
/// </summary>
sealed partial class PostgresAccount
{
    readonly string[] _prefix;

    PostgresAccount(string name, uint? user, uint group, string[] prefix) => (Name, User, Group, _prefix) = (name, user, group, prefix);

    /// <summary>Its name, for messages and for the record in the data folder.</summary>
    public string Name { get; }

    /// <summary>Numeric id where it is not our own account.</summary>
    public uint? User { get; }

    uint Group { get; }

    /// <summary>Our own account, or as root: <paramref name="recorded"/> (the one that owns an existing cluster), else postgres, else
    /// nobody.</summary>
    /// <exception cref="EmbeddedPostgresException">Root finds no account, or no tool, to drop its rights with.</exception>
    public static PostgresAccount Choose(string? recorded)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return new PostgresAccount(Environment.UserName, null, 0, []);
        var accounts = File.Exists("/etc/passwd") ? File.ReadAllLines("/etc/passwd") : [];
        string[] wanted = recorded is null ? ["postgres", "nobody"] : [recorded];
        foreach (var name in wanted)
        {
            if (Parse(accounts, name) is var (user, group) && user != 0)
                return new PostgresAccount(name, user, group, DropRights(name, user, group));
        }
        throw new EmbeddedPostgresException(
            $"PostgreSQL refuses to run as root, and there is no account {string.Join(" or ", wanted)} to run it under. "
                + "Run this program as an ordinary user, or create the account: useradd --system postgres"
        );
    }

    /// <summary>The command line that runs a program under this account.</summary>
    public string[] Command(params string[] command) => [.. _prefix, .. command];

    /// <summary>Hands a file or folder to this account.</summary>
    public void Own(string path)
    {
        if (User is { } user && Chown(path, user, Group) != 0)
        {
            throw new EmbeddedPostgresException(
                $"'{path}' cannot be handed to the account {Name}: {Marshal.GetLastPInvokeErrorMessage()}."
            );
        }
    }

    /// <summary>Whether the account can write in a folder; every folder above it must let it pass.</summary>
    public async Task<bool> CanWriteAsync(string folder, CancellationToken stop)
    {
        if (User is null)
            return true;
        var probe = Command("/bin/sh", "-c", "cd \"$1\" && test -w .", "sh", folder);
        return (await ToolProcess.RunAsync(probe, TimeSpan.FromSeconds(20), stop)).ExitCode == 0;
    }

    /// <summary>User and group of a name in the lines of a passwd file.</summary>
    internal static (uint User, uint Group)? Parse(IEnumerable<string> passwd, string name)
    {
        var fields = passwd.Select(line => line.Split(':')).FirstOrDefault(f => f.Length >= 4 && f[0] == name);
        return
            fields is not null
            && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var user)
            && uint.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var group)
            ? (user, group)
            : null;
    }

    static string[] DropRights(string name, uint user, uint group)
    {
        if (ToolProcess.Find("setpriv") is { } setpriv)
            return [setpriv, $"--reuid={user}", $"--regid={group}", "--clear-groups", "--inh-caps=-all", "--no-new-privs", "--"];
        if (ToolProcess.Find("runuser") is { } runuser)
            return [runuser, "-u", name, "--"];
        throw new EmbeddedPostgresException(
            "PostgreSQL refuses to run as root, and neither setpriv nor runuser (package util-linux) is there to drop root's rights. "
                + "Install util-linux, or run this program as an ordinary user."
        );
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint user, uint group);
}

using Streaming.Application.ListUsers;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Users;

static class UsersView
{
    static readonly string[] Columns = ["name", "roles", "topologies", "state", "let in by"];

    public static void Added(Terminal terminal, ListedUser user) =>
        terminal.Result(user, () =>
            terminal.Line(
                $"{Printable.Text(user.Name)} may sign in: {string.Join(", ", user.Roles)} in {HolderWords.Where(user.Topologies)}."
            )
        );

    public static void List(Terminal terminal, IReadOnlyList<ListedUser> users) => terminal.Result(users, () =>
        {
            if (users.Count == 0)
            {
                terminal.Line("Nobody may sign in. Let somebody in: streaming users add NAME --role ROLE");
                return;
            }

            var table = Tables.Texts(wrap: true, Columns);
            foreach (var user in users)
            {
                Tables.Row(
                    table,
                    Printable.Text(user.Name),
                    Printable.Text(string.Join(", ", user.Roles)),
                    Printable.Text(HolderWords.Where(user.Topologies)),
                    user.RemovedAt is null ? "active" : "removed",
                    Printable.Text(user.CreatedBy ?? "unknown")
                );
            }

            terminal.Show(table);
        });

    public static void Changed(Terminal terminal, ListedUser user) =>
        terminal.Result(user, () => terminal.Line($"{Printable.Text(user.Name)} has another password, and is signed out everywhere."));

    public static void Removed(Terminal terminal, ListedUser user) =>
        terminal.Result(user, () => terminal.Line($"{Printable.Text(user.Name)} signs in no more."));
}

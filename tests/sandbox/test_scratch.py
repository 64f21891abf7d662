"""The sandbox looks like a computer at every level, and its scratch folders are apart, bounded and removed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.model import FaultKind, Word
from grader.sandbox import Limits
from grader.sandbox.processes import scratch
from tests.sandbox.behind_walls import WALLED

WALLS = pytest.mark.skipif(sys.platform != "linux", reason="walls of Linux")
LEVELS = ("none", *(pytest.param(name, marks=WALLS) for name in WALLED))
pytestmark = pytest.mark.skipif(os.name != "posix", reason="paths and modes of POSIX")


@pytest.fixture(params=LEVELS)
def level(request):
    return request.param


RIGHT = """
open('a.txt', 'w').write('x') == 1 and open('a.txt').read() == 'x'
open(__file__).read().startswith('import')
sorted(os.listdir()) == ['helper.py', 'word2vec.py']
os.path.isabs(__file__) and os.path.dirname(__file__) == os.getcwd()
Path(__file__).resolve().parent == Path.cwd() == Path('.').resolve()
__import__('__main__').__file__ == __file__ == sys.argv[0]
__import__('helper').__file__ == os.path.abspath('helper.py')
os.path.exists('word2vec.py') and not os.path.exists('data') and not Path('/etc/passwd').exists()
os.access('word2vec.py', os.R_OK) and not os.access('data', os.F_OK)
os.path.getsize('helper.py') == os.stat('helper.py').st_size == Path('helper.py').lstat().st_size == 6
os.path.isdir('.') and os.path.isfile('helper.py') and not os.path.islink('helper.py')
[entry.stat().st_size for entry in os.scandir() if entry.name == 'helper.py'] == [6]
[path.name for path in Path().glob('help*.py')] == __import__('glob').glob('help*')
os.makedirs('out/plots') is None and os.makedirs('out/plots', exist_ok=True) is None and next(os.walk('out'))[1] == ['plots']
os.mkdir('../figures') is None and os.path.isdir('../figures')
os.chdir('..') is None and os.chdir('work') is None and os.path.basename(os.getcwd()) == 'work'
Path('empty').touch() is None and Path('empty').rename('full').name == 'full' and os.remove('full') is None
Path('text').write_text('abc') == 3 and Path('text').read_text() == 'abc'
np.save('w.npy', np.ones(3)) is None and np.load('w.npy').sum() == 3
np.savez('w.npz', a=np.ones(3)) is None and np.load('w.npz')['a'].sum() == 3
np.savetxt('w.txt', np.eye(2)) is None and np.loadtxt('w.txt').shape == (2, 2)
np.memmap('map', dtype=float, mode='w+', shape=(3,)).flush() is None
shutil.copy('helper.py', 'a.py') and shutil.copy2('helper.py', 'b.py') and shutil.move('a.py', 'c.py')
os.mkdir('d') is None and open('d/leaf', 'w').close() is None and shutil.rmtree('d') is None and not os.path.exists('d')
os.path.dirname(tempfile.mkdtemp()) == tempfile.gettempdir() and tempfile.TemporaryFile().write(b'x') == 1
tempfile.TemporaryDirectory().cleanup() is None and os.path.exists(tempfile.NamedTemporaryFile(delete=False).name)
os.path.expanduser('~') == str(Path.home()) and os.path.isdir(os.path.expanduser('~'))
__import__('getpass').getuser() == 'student'
logging.FileHandler('x.log').emit(logging.makeLogRecord({'msg': 'a'})) is None and os.path.getsize('x.log') == 2
open(os.devnull, 'w').write('x') == 1 and open('/dev/urandom', 'rb').read(3)
raises(FileNotFoundError, "open('data.npy')") and raises(FileNotFoundError, "np.load('data.npy')")
raises(FileExistsError, "os.mkdir('.')") or raises(FileExistsError, "os.mkdir('../work')")
raises(NotADirectoryError, "os.listdir('helper.py')") and raises(IsADirectoryError, "open('.')")
sys.stdout.reconfigure(encoding='utf-8', errors='replace', line_buffering=True) is None
io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8').detach() is not None
contextlib.redirect_stdout(io.StringIO()).__enter__().write('x') == 1
list(concurrent.futures.ThreadPoolExecutor(4).map(abs, [-1, -2])) == [1, 2]
threading.Thread(target=print).start() is None and threading.Timer(0.001, print).start() is None
queue.Queue().put(1) is None and threading.Event().wait(0.001) is False
[getattr(np, name) for name in np.__all__] and np.f2py.__name__ == 'numpy.f2py'
exec('from numpy import *', {}) is None and __import__('numpy.matlib').matlib.eye(2).shape == (2, 2)
__import__('numpy.core.fromnumeric').core is np.core
uuid.uuid4().version == 4 and doctest.testmod().failed == 0
sqlite3.connect(':memory:').execute('select 1').fetchone() == (1,)
atexit.register(print) is print and signal.signal(signal.SIGINT, signal.SIG_DFL) is not None
resource.getrusage(0).ru_utime >= 0
cProfile.Profile().runcall(abs, -1) == 1 and multiprocessing.cpu_count() > 0 and unittest.mock.Mock().x
callable(exit) and callable(quit) and callable(help) and 'Python' in str(copyright)
raises(SystemExit, "exit()") and raises(SystemExit, "quit(0)")
raises(ModuleNotFoundError, "importlib.import_module('grader')")
raises(ModuleNotFoundError, "importlib.import_module('reference')")
importlib.util.find_spec('torch') is None and importlib.util.find_spec('uuid') is not None
"""
IMPORTS = """import atexit, cProfile, concurrent.futures, contextlib, doctest, importlib.util, io, logging, multiprocessing
import os, queue, resource, shutil, signal, sqlite3, sys, tempfile, threading, unittest.mock, uuid
from pathlib import Path
import numpy as np
STATEMENTS = {statements!r}
def raises(error, text):
    try: eval(text)
    except error as caught: return type(caught) is error
def f(x):
    wrong = []
    for text in STATEMENTS:
        for name in os.listdir():
            if name not in ('word2vec.py', 'helper.py'): shutil.rmtree(name) if os.path.isdir(name) else os.remove(name)
        try: right = eval(text)
        except BaseException as error: right, text = False, f'{{type(error).__name__}} {{error}}: {{text}}'
        if not right: wrong.append(text)
    sys.__stdout__.write('\\n'.join(wrong))
    return len(STATEMENTS) - len(wrong)
"""


def test_what_works_on_a_computer_works(open_box, call):
    statements = RIGHT.strip().splitlines()
    files = {"word2vec.py": IMPORTS.format(statements=statements).encode(), "helper.py": b"x = 1\n"}
    session = open_box(files)
    assert (session.loaded.fault, session.loaded.left_out) == (None, ())
    (answer,) = session.ask([call("f")])
    session.close()
    assert session.printed.strip() == ""
    assert (answer.fault, int(answer.outputs[0])) == (None, len(statements))


def test_processes_share_no_files_and_leave_none(open_box, call):
    """Two submissions at a time, and two processes of one, one of which is killed."""
    source = """
    import os
    here = os.getcwd()
    before = os.listdir()
    os.makedirs('deep/er')
    os.chmod('deep', 0)
    open('secret', 'w').write('x')
    print(here)
    def f(path): return len(before), len(os.listdir(path)) if os.path.exists(path) else -1
    def g(x): os._exit(1)
    """
    first, second = open_box(source), open_box(source)
    (path,) = first.printed.split()
    own, others = first.ask([call("f", Word(value="."), outputs=2)]), second.ask([call("f", Word(value=path), outputs=2)])
    assert [[int(output) for output in answer.outputs] for answer in (*own, *others)] == [[1, 3], [1, -1]]
    assert Path(path).exists()
    crashed, again = first.ask([call("g"), call("f", Word(value=path), outputs=2)])
    assert crashed.fault.kind is FaultKind.CRASHED
    assert [int(output) for output in again.outputs] == [1, -1]
    assert not Path(path).parent.exists()
    folders = {Path(each).parent for each in first.printed.split() + second.printed.split()}
    first.close()
    second.close()
    assert [folder for folder in folders if folder.exists()] == []


def test_files_and_threads_are_bounded_whatever_the_program_does(open_box, call):
    source = """
    import os, shutil, threading, time
    def f(x):
        made = 0
        try:
            for made in range(1000): open(f'{made}', 'w').close()
        except OSError as error: return made, error.errno
    def g(x):
        for name in os.listdir(): os.remove(name)
        for _ in range(100):
            open('again', 'w').close()
            os.remove('again')
        return f(x)
    def held(x):
        try:
            for made in range(1000):
                open('held', 'w').close()
                os.remove('held')
        except OSError: return made
    def h(x):
        try:
            while True: threading.Thread(target=time.sleep, args=(9,)).start()
        except RuntimeError: return threading.active_count()
    """
    session = open_box(source, limits=Limits(time_limit=20, files_limit=50, threads_limit=20))
    fresh, reused, threads, held = session.ask([call("f", outputs=2), call("g", outputs=2), call("h"), call("held")])
    assert (fresh.fault, reused.fault, threads.fault, held.fault) == (None, None, None, None)
    assert int(held.outputs[0]) <= 150  # what is removed may still take room: 200 in all
    assert [int(output) for output in fresh.outputs] == [50, 28]
    assert int(reused.outputs[0]) >= 50
    assert int(threads.outputs[0]) <= 21


# --- the folders of a judge -----------------------------------------------------------------------------------------------


def test_folders_are_removed_whatever_their_modes():
    folder = scratch.new()
    inner = folder / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "file").touch()
    inner.chmod(0)
    inner.parent.chmod(0o500)
    scratch.remove(folder)
    assert not folder.exists()


def test_folders_are_removed_though_their_paths_are_too_long(monkeypatch):
    folder, name = scratch.new(), "d" * 200
    monkeypatch.chdir(folder)
    for _ in range(30):
        Path(name).mkdir()
        os.chdir(name)
    Path("closed").mkdir(0)
    scratch.remove(folder)
    assert not folder.exists()


def test_what_a_killed_judge_leaves_is_removed_by_the_next(tmp_path):
    script = f"import os, sys\nsys.path[:0] = {[path for path in sys.path if path]!r}\n"
    script += "from grader.sandbox.processes import scratch\nprint(scratch.new(), flush=True)\n"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}

    def judge(end: str) -> Path:
        run = subprocess.run([sys.executable, "-c", script + end], env=environment, capture_output=True, text=True, check=False)
        return Path(run.stdout.strip())

    killed = judge("os.kill(os.getpid(), 9)")
    assert killed.is_dir()
    assert not judge("").exists()  # a judge that ends removes its own
    assert list(tmp_path.iterdir()) == []

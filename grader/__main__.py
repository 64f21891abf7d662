"""`python -m grader` is `grader`."""

from grader.cli import program

if __name__ == "__main__":
    program()
